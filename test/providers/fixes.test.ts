/** Runs every fix that the doctor prints, as it is printed, until nothing is wrong any more. Azure is the short version. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guid } from '../support/cloud-plans.ts';
import { environment } from '../support/environment.ts';
import { type Sandbox, sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn, heldBy, makeSite, type Site } from './aws-site.ts';
import { azOf } from './azure-az.ts';
import { AzureCloud, vnetId } from './azure-cloud.ts';
import { type AzOnPath, azOnPath } from './azure-loopback.ts';
import { ComputeApi } from './compute-api.ts';
import { type Ec2Front, startEc2Front } from './ec2-front.ts';
import { awsEnv, type Moto, startMoto } from './moto.ts';
import { describeLongCloud } from './requirements.ts';

const folder = folderForFile('fixes');

interface Row {
  readonly side: string;
  readonly code: string;
  readonly fix: string;
  readonly isNote: boolean;
}

/** Notes that the fix of the other owner ends. */
const WAITING = ['waits', 'one-sided'];

/** @param env  with which the provider's CLI finds its stand-in */
function operator(box: Sandbox, env: () => Readonly<Record<string, string>>) {
  const options = () => ({ env: environment(box, env()), extendEnv: false, reject: false });
  const peerway = (line: string) => execa('peerway', line.split(' '), options());
  const findings = async (line: string): Promise<Row[]> => {
    const { stdout, stderr } = await peerway(`peering doctor ${line} -o json`);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  };
  /** Returns the codes of the findings. A destructive command gets the answer that its operator gives. */
  const fixAll = async (line: string): Promise<string[]> => {
    const codes = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const rows = await findings(line);
      if (rows.every(({ isNote, code }) => isNote && !WAITING.includes(code))) return [...codes].sort();
      for (const { code, fix } of rows) {
        codes.add(code);
        const ran = await execa('bash', ['-euo', 'pipefail', '-c', fix], { ...options(), stdin: 'ignore' });
        expect(ran.exitCode, `${code}: ${fix}\n${ran.stderr}`).toBe(0);
      }
    }
    throw new Error(`still wrong: ${JSON.stringify(await findings(line))}`);
  };
  return { peerway, fixAll };
}

describeLongCloud('the fixes of the doctor at AWS', ['aws', 'moto_server'], () => {
  const box = sandbox();
  let moto: Moto;
  let front: Ec2Front;
  let aws: Aws;
  let shop: Site;
  let cache: Site;
  const { peerway, fixAll } = operator(box, () => awsEnv(folder, front.url));
  const ALL = 'shop-cache --profile shop=seoul --profile cache=osaka';

  beforeAll(async () => {
    moto = await startMoto(folder);
    front = await startEc2Front(moto.url);
    writeFileSync(join(folder, 'config'), '');
    aws = awsIn(awsEnv(folder, front.url));
    [shop, cache] = await Promise.all([
      makeSite(aws, 'seoul', 'eu-west-1', ['10.21.0.0/16']),
      makeSite(aws, 'osaka', 'us-east-1', ['192.168.0.0/20']),
    ]);
    const at = '--provider aws --region';
    await box.ok(
      `vpc add shop --cidr 10.21.0.0/16 --owner netops ${at} eu-west-1 --account 111111111111 --vpc-id ${shop.provider.vpcId}`,
    );
    await box.ok(
      `vpc add cache --cidr 192.168.0.0/20 --owner dragonfly ${at} us-east-1 --account 222222222222 --vpc-id ${cache.provider.vpcId}`,
    );
    await box.ok('config set owner netops');
  });
  afterAll(async () => {
    moto?.stop();
    await front?.stop();
  });

  const whole = (own: string, routes: number) =>
    [
      'connection active',
      ...Array(routes).fill(`route ${own} active`),
      `rule ${own} peerway:shop-cache`,
    ].sort();
  const held = async () => [(await heldBy(aws, shop)).sort(), (await heldBy(aws, cache)).sort()];
  const bothWhole = () => [whole('192.168.0.0/20', 2), whole('10.21.0.0/16', 2)];

  test('accept a request, and name the ids that the plan lacks', async () => {
    const created = await peerway(
      'peering create shop cache --via aws --apply --profile shop=seoul --profile cache=osaka',
    );
    expect(created.exitCode, created.stderr).toBe(0);
    expect(await fixAll(ALL)).toEqual(['missing', 'not-known', 'waits']);
    expect(await held()).toEqual(bothWhole());
  });

  test('restore routes and rules, and remove those that the plan does not have', async () => {
    const [table = ''] = shop.provider.routeTables;
    const [group = ''] = cache.provider.securityGroups;
    const [{ provider }] = JSON.parse((await peerway('peering list -o json')).stdout);
    const route = `ec2 create-route --route-table-id ${table} --destination-cidr-block`;
    await aws(shop, `ec2 delete-route --route-table-id ${table} --destination-cidr-block 192.168.0.0/20`);
    await aws(shop, `${route} 10.7.0.0/16 --vpc-peering-connection-id ${provider.id}`);
    await aws(
      cache,
      `ec2 authorize-security-group-ingress --group-id ${group} --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=10.8.0.0/16,Description=peerway:shop-cache}]`,
    );
    expect(await fixAll(ALL)).toEqual(['missing', 'stale-route', 'stale-rule']);
    expect(await held()).toEqual(bothWhole());
  });

  test('create a connection again that someone has deleted', async () => {
    const [{ provider }] = JSON.parse((await peerway('peering list -o json')).stdout);
    await aws(cache, `ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${provider.id}`);
    expect(await fixAll(ALL)).toEqual(expect.arrayContaining(['blackhole', 'ended']));
    expect(await held()).toEqual(bothWhole());
  });
});

describeLongCloud('the fixes of the doctor at GCP', ['gcloud'], () => {
  const box = sandbox();
  const api = new ComputeApi(
    [
      ['team-files-1', 'files', '10.4.0.0/16'],
      ['team-apps-1', 'apps', '10.5.0.0/16'],
    ].map(([project = '', name = '', ipCidrRange = '']) => ({
      ...{ project, name },
      subnets: [{ name: 's', region: 'r1', ipCidrRange }],
    })),
  );
  const { peerway, fixAll } = operator(box, () => api.env(folder));
  beforeAll(async () => {
    await api.start();
    await box.ok('vpc add files --cidr 10.4.0.0/16 --provider gcp --project team-files-1 --network files');
    await box.ok(
      'vpc add apps --cidr 10.5.0.0/16 --owner dragonfly --provider gcp --project team-apps-1 --network apps',
    );
    await box.ok('config set owner netops');
  });
  afterAll(() => api.stop());

  test('complete a half, its firewall rules and its options', async () => {
    const created = await peerway('peering create files apps --via gcp --export-custom-routes --apply');
    expect(created.exitCode, created.stderr).toBe(0);
    expect(await fixAll('files-apps')).toEqual(
      expect.arrayContaining(['export-without-import', 'one-sided']),
    );
    const gcloud = (line: string) => execa('gcloud', line.split(' '), { env: api.env(folder) });
    await gcloud('compute firewall-rules delete peerway-files-apps-to-apps --project=team-apps-1 --quiet');
    await gcloud('compute networks peerings delete files-apps --network=apps --project=team-apps-1');
    expect(await fixAll('files-apps')).toEqual(expect.arrayContaining(['missing', 'one-sided']));
    for (const line of ['INGRESS', 'EGRESS --priority=2000'])
      await gcloud(
        `compute firewall-rules create deny-${line.replace(/ .*/, '').toLowerCase()} --network=apps --action=DENY --rules=all --direction=${line} --project=team-apps-1 --quiet`,
      );
    expect(await fixAll('files-apps')).toEqual(['firewall-denies']);
    for (const name of ['deny-ingress', 'deny-egress', 'allow-files-apps-from-apps'])
      await gcloud(`compute firewall-rules delete ${name} --project=team-apps-1 --quiet`);
    expect(api.held()).toEqual({
      peerings: ['team-files-1/files files-apps ACTIVE', 'team-apps-1/apps files-apps ACTIVE'],
      rules: ['team-files-1/peerway-files-apps-to-files', 'team-apps-1/peerway-files-apps-to-apps'],
    });
  });
});

describe('the fixes of the doctor at Azure', { timeout: 120_000 }, () => {
  const box = sandbox();
  const [hub, spoke] = [guid('2'), guid('1')];
  const cloud = new AzureCloud([
    { subscription: hub, group: 'network', name: 'hub-vnet', prefixes: ['10.7.0.0/16'] },
    { subscription: spoke, group: 'apps', name: 'spoke-vnet', prefixes: ['10.6.0.0/16'] },
  ]);
  const az = azOf(cloud, new Map([hub, spoke].map((id) => [id, guid('9')])));
  let program: AzOnPath;
  const { peerway, fixAll } = operator(box, () => ({
    ...program.env,
    PATH: `${program.path}:${environment(box)['PATH']}`,
  }));
  const [hubId, spokeId] = [
    vnetId({ subscription: hub, group: 'network', name: 'hub-vnet' }),
    vnetId({ subscription: spoke, group: 'apps', name: 'spoke-vnet' }),
  ];
  const WHOLE = ['hub-vnet spoke-hub Connected', 'spoke-vnet spoke-hub Connected'];
  /** Turns off the access of one half and deletes the other. */
  const breakIt = () => {
    const half = cloud.half(spokeId, 'spoke-hub');
    cloud.put(spokeId, half.name, { ...half, allowVirtualNetworkAccess: false });
    cloud.remove(hubId, 'spoke-hub');
  };

  beforeAll(async () => {
    program = await azOnPath(box.folder, (words) => az.run(words, 60));
    const at = '--provider azure --subscription';
    await box.ok(`vpc add spoke --cidr 10.6.0.0/16 ${at} ${spoke} --resource-group apps --vnet spoke-vnet`);
    await box.ok(
      `vpc add hub --cidr 10.7.0.0/16 --owner dragonfly ${at} ${hub} --resource-group network --vnet hub-vnet`,
    );
    await box.ok('config set owner netops');
  });
  afterAll(() => program?.stop());

  test('complete a request, halves that were changed or deleted, and address spaces', async () => {
    const created = await peerway('peering create spoke hub --via azure --apply');
    expect(created.exitCode, created.stderr).toBe(0);
    expect(await fixAll('spoke-hub')).toEqual(['one-sided']);
    expect(cloud.held()).toEqual(WHOLE);
    breakIt();
    expect(await fixAll('spoke-hub')).toEqual(expect.arrayContaining(['disconnected', 'missing']));
    expect(cloud.held()).toEqual(WHOLE);
    cloud.vnet(spokeId).prefixes = ['10.6.0.0/16', '10.60.0.0/16'];
    expect(await fixAll('spoke-hub')).toEqual(['cidrs-differ', 'out-of-sync']);
    expect(cloud.syncLevel(hubId, cloud.half(hubId, 'spoke-hub'))).toBe('FullyInSync');
  });

  test('run with --fix, all at once', async () => {
    breakIt();
    const fixed = await peerway('peering doctor spoke-hub --fix --yes');
    expect([fixed.exitCode, fixed.stderr]).toEqual([
      0,
      expect.stringContaining('nothing is wrong with spoke-hub any more'),
    ]);
    expect(cloud.held()).toEqual(WHOLE);
  });

  test('delete the half of a request that was rejected', async () => {
    for (const line of [
      'peering delete spoke-hub --apply --yes',
      'peering create spoke hub --via azure --apply',
      'peering reject spoke-hub --as dragonfly',
    ])
      expect((await peerway(line)).exitCode, line).toBe(0);
    expect(cloud.held()).toEqual(['spoke-vnet spoke-hub Initiated']);
    const fixed = await peerway('peering doctor spoke-hub --fix --yes -o name');
    expect([fixed.exitCode, fixed.stdout], fixed.stderr).toEqual([8, 'spoke ended']);
    expect(cloud.held()).toEqual([]);
  });
});

/** Peers a VPC with a private network of a hosting service, which requests the peering: step by step as its guide tells it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment } from '../support/environment.ts';
import { sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn, heldBy, makeSite, type Site } from './aws-site.ts';
import { ComputeApi } from './compute-api.ts';
import { ACCOUNTS, type Moto, startMoto } from './moto.ts';
import { describeCloud, describeLongCloud } from './requirements.ts';

const folder = folderForFile('incoming');

describeCloud('a request that a service makes at AWS', ['aws', 'moto_server'], () => {
  const box = sandbox();
  let moto: Moto;
  let aws: Aws;
  let ours: Site;
  let theirs: Site;
  let id = '';

  beforeAll(async () => {
    moto = await startMoto(folder);
    writeFileSync(join(folder, 'config'), '');
    aws = awsIn(moto.env);
    [ours, theirs] = await Promise.all([
      makeSite(aws, 'seoul', 'eu-west-1', ['10.21.0.0/16']),
      makeSite(aws, 'osaka', 'us-east-1', ['192.168.0.0/20']),
    ]);
    const { vpcId, account, routeTables, securityGroups } = ours.provider;
    await box.ok(
      [
        'vpc add shop --cidr 10.21.0.0/16 --provider aws --region eu-west-1 --owner netops',
        `--account ${account} --vpc-id ${vpcId}`,
        `--route-table ${routeTables.join(' ')} --security-group ${securityGroups.join(' ')}`,
      ].join(' '),
    );
  });
  afterAll(() => moto?.stop());

  const peerway = (line: string) =>
    execa('peerway', [...line.split(' '), '--as', 'netops'], {
      env: { ...environment(box, moto.env), AWS_PROFILE: 'seoul' },
      extendEnv: false,
      reject: false,
    });
  const request = async () => {
    const { vpcId, account } = ours.provider;
    const made = (await aws(
      theirs,
      `ec2 create-vpc-peering-connection --vpc-id ${theirs.provider.vpcId} --peer-vpc-id ${vpcId} --peer-owner-id ${account} --peer-region eu-west-1`,
    )) as unknown as { VpcPeeringConnection: { VpcPeeringConnectionId: string } };
    return made.VpcPeeringConnection.VpcPeeringConnectionId;
  };

  test('"Specify the region, CIDR, account ID and VPC ID of your AWS VPC and click Create": it waits for us', async () => {
    const none = await peerway('peering requests');
    expect([none.exitCode, none.stdout], none.stderr).toEqual([0, '']);
    id = await request();
    const { exitCode, stdout, stderr } = await peerway('peering requests -o json');
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        id,
        via: 'aws',
        requester: {
          vpc: null,
          account: ACCOUNTS.osaka,
          cidrs: ['192.168.0.0/20'],
          provider: { region: 'us-east-1', vpcId: theirs.provider.vpcId },
        },
        accepter: { vpc: 'shop', owner: 'netops' },
        peering: null,
        code: 'pending-acceptance',
      },
    ]);
    expect((await peerway('peering requests -o name')).stdout).toBe(id);
  });

  test('a request is not accepted for another owner, nor one that does not wait', async () => {
    const other = await execa('peerway', ['peering', 'accept', id, '--apply', '--as', 'eve'], {
      env: { ...environment(box, moto.env), AWS_PROFILE: 'seoul' },
      extendEnv: false,
      reject: false,
    });
    expect([other.exitCode, other.stderr]).toEqual([
      3,
      expect.stringContaining(`run \`peerway peering accept ${id} --apply --as netops\``),
    ]);
    expect((await peerway('peering accept pcx-00000000000000000 --apply')).exitCode).toBe(4);
    const plain = await peerway(`peering accept ${id}`);
    expect([plain.exitCode, plain.stderr]).toEqual([
      2,
      expect.stringContaining(`run \`peerway peering accept ${id} --apply\``),
    ]);
  });

  test('"accept the peering connection, create a route, modify your security groups": one command', async () => {
    const accept = await peerway(`peering accept ${id} --apply --vpc cache --owner dragonfly`);
    expect(accept.exitCode, accept.stderr).toBe(0);
    expect(accept.stdout).toBe(`Peering cache-shop is active (${id})`);
    expect(accept.stderr).toContain('VPC cache of dragonfly with 192.168.0.0/20 is new to the plan');
    expect(accept.stderr).toContain(
      "cache belongs to dragonfly, and your credentials do not reach it; continuing with shop's side",
    );
    expect((await heldBy(aws, ours)).sort()).toEqual([
      'connection active',
      'route 192.168.0.0/20 active',
      'route 192.168.0.0/20 active',
      'rule 192.168.0.0/20 peerway:cache-shop',
    ]);
    expect(await heldBy(aws, theirs), 'only the service changes its own side').toEqual(['connection active']);
    const shown = JSON.parse((await peerway('peering list -o json')).stdout);
    expect(shown).toMatchObject([
      {
        ...{ name: 'cache-shop', status: 'active' },
        requester: { vpc: 'cache', owner: 'dragonfly' },
        accepter: { vpc: 'shop', owner: 'netops' },
        provider: { id },
      },
    ]);
    const vpc = JSON.parse((await peerway('vpc show cache -o json')).stdout);
    expect(JSON.stringify(vpc)).toContain(ACCOUNTS.osaka);
  });

  test('the same command again changes nothing, and the doctor finds nothing wrong on our side', async () => {
    const again = await peerway(`peering accept ${id} --apply`);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).not.toMatch(/^\$ aws ec2 (accept|create|authorize)/m);
    const doctor = await peerway('peering doctor cache-shop');
    expect([doctor.exitCode, doctor.stderr]).toEqual([0, expect.stringContaining('nothing is wrong')]);
  });

  test('it is deleted on our side, with the connection', async () => {
    const deletion = await peerway('peering delete cache-shop --apply --yes');
    expect(deletion.exitCode, deletion.stderr).toBe(0);
    expect(await heldBy(aws, ours)).toEqual([]);
    expect(deletion.stdout).toBe("deleted shop's side of peering cache-shop; the plan keeps it as deleting");
    expect((await peerway('peering delete cache-shop --yes')).exitCode).toBe(0);
  });

  test('another request is rejected, and the service sees that', async () => {
    const second = await request();
    const rejected = await peerway(`peering reject ${second} --apply -o json`);
    expect(rejected.exitCode, rejected.stderr).toBe(0);
    expect(JSON.parse(rejected.stdout)).toMatchObject({ id: second, status: 'rejected' });
    expect(await heldBy(aws, theirs)).toContain('connection rejected');
    expect((await peerway('peering requests -o name')).stdout).toBe('');
  });

  test('a request that breaks a rule is not accepted, and neither the VPC nor the peering is in the plan', async () => {
    await box.ok('vpc delete cache --yes --as dragonfly');
    await box.ok(
      'vpc add till --cidr 192.168.0.0/20 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef9',
    );
    await box.ok('peering create shop till --via aws --as netops');
    const third = await request();
    const refused = await peerway(`peering accept ${third} --apply`);
    expect(refused.exitCode, refused.stderr).toBe(3);
    expect(refused.stderr).toContain('192.168.0.0/20');
    expect(await heldBy(aws, ours)).toContain('connection pending-acceptance');
    expect((await peerway('vpc list -o name')).stdout.split('\n')).toEqual(['shop', 'till']);
  });

  test('a peering that the plan expected the other way round is accepted and turned round', async () => {
    await box.ok('peering delete shop-till --yes');
    await box.ok(
      `vpc add cache --cidr 192.168.0.0/20 --owner dragonfly --provider aws --region us-east-1 --vpc-id ${theirs.provider.vpcId}`,
    );
    const created = await peerway('peering create cache shop --via aws --apply --side shop');
    expect(created.exitCode, created.stderr).toBe(0);
    expect(created.stderr).toMatch(/cache has requested this peering \(pcx-.*\); accepting that request/);
    const shown = JSON.parse((await peerway('peering list -o json')).stdout);
    expect(shown).toMatchObject([
      { status: 'active', requester: { vpc: 'cache' }, accepter: { vpc: 'shop' } },
    ]);
  });
});

/** The networks of both sides, ours in the plan, and the real `gcloud`. */
function gcpSites() {
  const api = new ComputeApi(
    [
      ['ours-1', 'apps', '10.5.0.0/16'],
      ['dragonfly-1', 'cache', '192.168.0.0/20'],
    ].map(([project = '', name = '', ipCidrRange = '']) => ({
      ...{ project, name },
      subnets: [{ name: 's', region: 'r1', ipCidrRange }],
    })),
  );
  const box = sandbox();
  const run = (program: string, line: string) =>
    execa(program, line.split(' '), {
      env: environment(box, api.env(folder)),
      extendEnv: false,
      reject: false,
    });
  /** Creates a half; networks are `<project>/<network>`. */
  const half = (name: string, own: string, peer: string) => {
    const [[project, network], [peerProject, peerNetwork]] = [own.split('/'), peer.split('/')] as const;
    const to = `--peer-network=${peerNetwork} --peer-project=${peerProject}`;
    return run(
      'gcloud',
      `compute networks peerings create ${name} --network=${network} --project=${project} ${to}`,
    );
  };
  beforeAll(async () => {
    await api.start();
    await box.ok(
      'vpc add apps --cidr 10.5.0.0/16 --owner netops --provider gcp --project ours-1 --network apps',
    );
  });
  afterAll(() => api.stop());
  return { api, box, half, peerway: (line: string) => run('peerway', `${line} --as netops`) };
}

const CACHE =
  'vpc add cache --cidr 192.168.0.0/20 --owner dragonfly --provider gcp --project dragonfly-1 --network cache';

describeCloud('a half that a service creates at GCP', ['gcloud'], () => {
  const { api, box, half, peerway } = gcpSites();

  test('"The connection will be created in an Inactive state": our credentials do not show it', async () => {
    expect((await half('to-apps', 'dragonfly-1/cache', 'ours-1/apps')).exitCode).toBe(0);
    api.denied.add('dragonfly-1');
    const { exitCode, stdout, stderr } = await peerway('peering requests');
    expect([exitCode, stdout], stderr).toEqual([0, '']);
  });

  test('"specify --peer-network and --peer-project with the values of the private network": one command, with the firewall', async () => {
    await box.ok(CACHE);
    const created = await peerway('peering create apps cache --via gcp --apply');
    expect(created.exitCode, created.stderr).toBe(0);
    expect(created.stdout).toMatch(/^Peering apps-cache is active/);
    expect(api.held()).toEqual({
      peerings: ['ours-1/apps apps-cache ACTIVE', 'dragonfly-1/cache to-apps ACTIVE'],
      rules: ['ours-1/peerway-apps-cache-to-apps'],
    });
    expect((await peerway('peering doctor apps-cache')).exitCode).toBe(0);
  });
});

describeLongCloud('halves at GCP that wait for the other one', ['gcloud'], () => {
  const { api, box, half, peerway } = gcpSites();

  test('a half of a network that our credentials read is accepted by its name', async () => {
    await box.ok(CACHE);
    await half('to-apps', 'dragonfly-1/cache', 'ours-1/apps');
    const { stdout, stderr } = await peerway('peering requests -o name');
    expect(stdout, stderr).toBe('dragonfly-1/cache/to-apps');
    const rejected = await peerway('peering reject to-apps --apply');
    expect([rejected.exitCode, rejected.stderr]).toEqual([
      3,
      expect.stringContaining(
        'GCP cannot reject requests: dragonfly-1/cache/to-apps has no effect unless you accept it',
      ),
    ]);
    const accepted = await peerway('peering accept to-apps --apply');
    expect(accepted.exitCode, accepted.stderr).toBe(0);
    expect(api.held().peerings).toEqual(['ours-1/apps to-apps ACTIVE', 'dragonfly-1/cache to-apps ACTIVE']);
    const [peering] = JSON.parse((await peerway('peering list -o json')).stdout);
    expect(peering).toMatchObject({
      name: 'to-apps',
      requester: { vpc: 'cache' },
      accepter: { vpc: 'apps' },
    });
  });

  test('a half of our own is listed with the network that has to answer, and not accepted by us', async () => {
    expect((await peerway('peering delete to-apps --apply --yes')).exitCode).toBe(0);
    expect((await half('out', 'ours-1/apps', 'elsewhere-1/net')).exitCode).toBe(0);
    const listed = await peerway('peering requests');
    expect(listed.stdout).toMatch(
      /^ours-1\/apps\/out +gcp +apps \(netops\) +10\.5\.0\.0\/16 +elsewhere-1\/net/m,
    );
    const refused = await peerway('peering accept out --apply');
    expect([refused.exitCode, refused.stderr]).toEqual([
      3,
      expect.stringContaining(
        'run `peerway vpc add <name> --provider gcp --project elsewhere-1 --network net',
      ),
    ]);
  });
});

/**
 * Runs the recipe of `peerway help cloud-networks` with the real `aws`: two regions of an empty account, from nothing to
 * servers that ping each other, and back; also with lost answers and with the rendered scripts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { environment } from '../support/environment.ts';
import { type Sandbox, sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn } from './aws-site.ts';
import { type Ec2Front, startEc2Front } from './ec2-front.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeLongCloud } from './requirements.ts';

const [{ text: recipe } = { text: '' }] = codeBlocks(
  section(topicFile('cloud-networks'), 'Two regions, from nothing to a ping'),
  'sh',
);

test('the topic has the recipe, of three commands', () => {
  expect(recipe.match(/^peerway .* --apply$/gm)).toHaveLength(3);
});

const folder = folderForFile('vpc-walk');
const PLACES = { seoul: 'ap-northeast-2', osaka: 'ap-northeast-3' } as const;
type Place = keyof typeof PLACES;

describeLongCloud('a VPC at AWS from nothing', ['aws', 'moto_server'], () => {
  let moto: Moto;
  let front: Ec2Front;
  let aws: Aws;
  const box: Sandbox = sandbox();

  beforeAll(async () => {
    moto = await startMoto(folder);
    front = await startEc2Front(moto.url, { isStrict: true });
    aws = awsIn({ ...moto.env, AWS_ENDPOINT_URL: front.url });
  });
  afterAll(async () => {
    moto?.stop();
    await front?.stop();
  });
  beforeEach(() => front.reset());

  /** The CLI would send a request without an answer again: peerway must keep it from doing so. */
  const env = (): Record<string, string> => ({
    ...environment(box, { ...moto.env, AWS_ENDPOINT_URL: front.url, AWS_MAX_ATTEMPTS: '3' }),
    AWS_PROFILE: 'seoul',
  });
  const shell = (script: string) =>
    execa('bash', ['-euo', 'pipefail', '-c', script], {
      stdin: 'ignore', // With a socket, bash would read .bashrc.
      env: env(),
      extendEnv: false,
      cwd: box.folder,
      reject: false,
    });
  const list = async (place: Place, question: string, key: string): Promise<Record<string, unknown>[]> => {
    const tags = 'Name=tag-key,Values=peerway:state';
    const at = { profile: 'seoul', region: PLACES[place] } as const;
    return (await aws(at, `ec2 ${question} --filters ${tags}`))[key] as Record<string, unknown>[];
  };
  const held = async (place: Place): Promise<number[]> =>
    Promise.all(
      (
        [
          ['describe-vpcs', 'Vpcs'],
          ['describe-subnets', 'Subnets'],
          ['describe-internet-gateways', 'InternetGateways'],
          ['describe-route-tables', 'RouteTables'],
          ['describe-security-groups', 'SecurityGroups'],
        ] as const
      ).map(async ([question, key]) => (await list(place, question, key)).length),
    );

  test('the recipe makes it, each side as the table of the walk-through has it, and deletion leaves nothing', async () => {
    const { exitCode, stderr } = await shell(recipe);
    expect(exitCode, stderr).toBe(0);
    for (const [place, own, peer] of [
      ['seoul', '10.0.0.0/16', '172.31.0.0/16'],
      ['osaka', '172.31.0.0/16', '10.0.0.0/16'],
    ] as const) {
      expect(await held(place)).toEqual([1, 1, 1, 1, 1]);
      const [table] = await list(place, 'describe-route-tables', 'RouteTables');
      const [subnet] = await list(place, 'describe-subnets', 'Subnets');
      const routes = ((table?.['Routes'] ?? []) as Record<string, string>[]).map((route) => [
        route['DestinationCidrBlock'],
        (route['VpcPeeringConnectionId'] ?? route['GatewayId'])?.replace(/-.*/, ''),
        route['State'],
      ]);
      expect(routes.sort()).toEqual(
        [
          [own, 'local', 'active'],
          [peer, 'pcx', 'active'],
          ['0.0.0.0/0', 'igw', 'active'],
        ].sort(),
      );
      expect(subnet).toMatchObject({ MapPublicIpOnLaunch: true });
      expect(table?.['Associations']).toMatchObject([{ SubnetId: subnet?.['SubnetId'] }]);
      const [group] = await list(place, 'describe-security-groups', 'SecurityGroups');
      expect(group?.['IpPermissions']).toMatchObject([
        { IpProtocol: '-1', IpRanges: [{ CidrIp: peer, Description: 'peerway:seoul-osaka' }] },
      ]);
    }
    const { vpcId, account } = JSON.parse(await box.ok('vpc show seoul -o json')).provider;
    expect([vpcId, account]).toEqual([expect.stringMatching(/^vpc-/), undefined]);
    const removal = await shell(
      'peerway peering delete seoul-osaka --apply --yes && peerway vpc delete seoul osaka --apply --yes',
    );
    expect(removal.exitCode, removal.stderr).toBe(0);
    expect([await held('seoul'), await held('osaka')]).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(await box.ok('vpc list -o name')).toBe('');
  });

  const CREATE =
    'peerway vpc create seoul --provider aws --region ap-northeast-2 --cidr 10.0.0.0/16 --subnet public=10.0.6.0/24 --public public';

  test('a lost answer is not asked for again by the CLI: the next run finds the VPC', async () => {
    front.lose('CreateVpc');
    const lost = await shell(`${CREATE} --apply`);
    expect(lost.exitCode, lost.stderr).toBe(7);
    expect(front.actions.filter((action) => action === 'CreateVpc')).toHaveLength(1);
    front.hide('DescribeVpcs');
    const again = await shell('peerway vpc create seoul --apply');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await held('seoul')).toEqual([1, 1, 1, 1, 1]);
    const { exitCode, stderr } = await shell('peerway vpc delete seoul --apply --yes');
    expect(exitCode, stderr).toBe(0);
  });

  test('a quota undoes everything, and an object of others is named before anything is deleted', async () => {
    front.refuse({ action: 'CreateRouteTable', code: 'RouteTableLimitExceeded', message: 'The maximum' });
    const refused = await shell(`${CREATE} --apply`);
    expect(refused.exitCode, refused.stderr).toBe(6);
    expect(await held('seoul')).toEqual([0, 0, 0, 0, 0]);
    expect(await box.ok('vpc list -o name')).toBe('');
    front.reset();
    const made = await shell(`${CREATE} --apply`);
    expect(made.exitCode, made.stderr).toBe(0);
    const [subnet] = await list('seoul', 'describe-subnets', 'Subnets');
    const at = { profile: 'seoul', region: PLACES.seoul } as const;
    const made2 = await aws(at, `ec2 create-network-interface --subnet-id ${subnet?.['SubnetId']}`);
    const { NetworkInterfaceId: id } = made2['NetworkInterface'] as unknown as Record<string, string>;
    const kept = await shell('peerway vpc delete seoul --apply --yes');
    expect([kept.exitCode, kept.stderr]).toEqual([
      6,
      expect.stringContaining(`in use: network interface ${id}`),
    ]);
    expect(kept.stderr).not.toContain('$ aws');
    await aws(at, `ec2 delete-network-interface --network-interface-id ${id}`);
    const gone = await shell('peerway vpc delete seoul --apply --yes');
    expect(gone.exitCode, gone.stderr).toBe(0);
  });

  test('the rendered scripts create it, can be run again, and delete it, also twice', async () => {
    await shell(CREATE);
    for (const [name, flags] of [
      ['create.sh', ''],
      ['delete.sh', '--undo'],
    ] as const)
      writeFileSync(join(box.folder, name), (await shell(`peerway vpc render seoul ${flags}`)).stdout);
    for (const again of [false, true]) {
      const { exitCode, stderr } = await shell('sh create.sh');
      expect(exitCode, `${again}: ${stderr}`).toBe(0);
      expect(await held('seoul')).toEqual([1, 1, 1, 1, 1]);
    }
    const found = await shell('peerway vpc create seoul --apply -o json');
    expect(JSON.parse(found.stdout), found.stderr).toMatchObject({
      commandsRun: 0,
      creation: { status: 'created' },
    });
    for (const again of [false, true]) {
      const { exitCode, stderr } = await shell('sh delete.sh');
      expect(exitCode, `${again}: ${stderr}`).toBe(0);
      expect(await held('seoul')).toEqual([0, 0, 0, 0, 0]);
    }
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peerwayWords } from '../support/program.ts';
import { type Finished, type Sandbox, sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { ComputeApi } from './compute-api.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeCloud } from './requirements.ts';

const folder = folderForFile('import');

const saved = (box: Sandbox, name: string, document: unknown): string => {
  writeFileSync(join(box.folder, name), typeof document === 'string' ? document : JSON.stringify(document));
  return name;
};

const VPCS = {
  Vpcs: [
    {
      VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      OwnerId: '111122223333',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [
        { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
        { CidrBlock: '10.50.0.0/16', CidrBlockState: { State: 'associated' } },
        { CidrBlock: '10.51.0.0/16', CidrBlockState: { State: 'disassociated' } },
      ],
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2600:1f18:1234:5600::/56', Ipv6CidrBlockState: { State: 'associated' } },
      ],
      Tags: [{ Key: 'Name', Value: 'Seoul (Prod)' }],
    },
    { VpcId: 'vpc-0bbbbbbbbbbbbbbbb', OwnerId: '111122223333', CidrBlock: '172.31.0.0/16' },
  ],
};
const SUBNETS = {
  Subnets: [
    {
      SubnetId: 'subnet-1',
      VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: 'ap-northeast-2a',
      Tags: [{ Key: 'Name', Value: 'web' }],
    },
    {
      SubnetId: 'subnet-2',
      VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      CidrBlock: '10.0.2.0/24',
      Tags: [{ Key: 'Name', Value: 'web' }],
    },
    {
      SubnetId: 'subnet-3',
      VpcId: 'vpc-0bbbbbbbbbbbbbbbb',
      CidrBlock: '172.31.0.0/20',
      AvailabilityZone: 'us-gov-west-1b',
    },
  ],
};
const TABLES = {
  RouteTables: [
    { RouteTableId: 'rtb-0aaaaaaaaaaaaaaaa', VpcId: 'vpc-0aaaaaaaaaaaaaaaa' },
    {
      RouteTableId: 'rtb-0bbbbbbbbbbbbbbbb',
      VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      Associations: [{ Main: false, SubnetId: 'subnet-0aaaaaaaaaaaaaaaa' }],
    },
    // The route table of an internet gateway: it routes nothing to a peering.
    {
      RouteTableId: 'rtb-0cccccccccccccccc',
      VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      Associations: [{ Main: false, GatewayId: 'igw-0aaaaaaaaaaaaaaaa' }],
    },
  ],
};

const rows = ({ stdout, stderr }: Finished): { name: string; change: string }[] => {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(stderr);
  }
};

describe('from saved answers', () => {
  const box = sandbox();
  const files = () =>
    [
      saved(box, 'vpcs.json', VPCS),
      saved(box, 'subnets.json', SUBNETS),
      saved(box, 'tables.json', TABLES),
    ].flatMap((file) => ['--file', file]);
  const importAws = (...more: string[]) => box.run(['vpc', 'import', '--from-aws', ...more, '-o', 'json']);
  const shown = async (name: string) => JSON.parse(await box.ok(`vpc show ${name} -o json`));

  test('AWS: CIDRs of both families, subnets, route tables and ids come along', async () => {
    expect(rows(await importAws(...files())).map(({ name, change }) => [name, change])).toEqual([
      ['seoul-prod', 'added'],
      ['vpc-0bbbbbbbbbbbbbbbb', 'added'],
    ]);
    expect(await shown('seoul-prod')).toMatchObject({
      cidrs: ['10.0.0.0/16', '10.50.0.0/16', '2600:1f18:1234:5600::/56'],
      subnets: [
        { name: 'web', cidr: '10.0.1.0/24' },
        { name: 'subnet-2', cidr: '10.0.2.0/24' },
      ],
      provider: {
        kind: 'aws',
        account: '111122223333',
        region: 'ap-northeast-2',
        vpcId: 'vpc-0aaaaaaaaaaaaaaaa',
        routeTables: ['rtb-0aaaaaaaaaaaaaaaa', 'rtb-0bbbbbbbbbbbbbbbb'],
      },
    });
    expect((await shown('vpc-0bbbbbbbbbbbbbbbb')).provider.region).toBe('us-gov-west-1');
  });

  test('again: nothing changes, and what the provider has changed is taken over', async () => {
    const before = box.bytes();
    expect(rows(await importAws(...files())).map(({ change }) => change)).toEqual(['unchanged', 'unchanged']);
    expect(box.bytes()).toBe(before);
    const [first, ...rest] = VPCS.Vpcs;
    const changed = { Vpcs: [{ ...first, CidrBlockAssociationSet: [] }, ...rest] };
    const more = ['--file', saved(box, 'changed.json', changed), '--region', 'ap-northeast-2'];
    const said = rows(await importAws('vpc-0aaaaaaaaaaaaaaaa', ...more));
    expect(said.map(({ name, change }) => [name, change])).toEqual([['seoul-prod', 'updated']]);
    const now = await shown('seoul-prod');
    expect(now.cidrs).toEqual(['10.0.0.0/16', '2600:1f18:1234:5600::/56']);
    expect(now.provider.routeTables, 'the file says nothing of them').toHaveLength(2);
    expect(now.subnets).toHaveLength(2);
  });

  test('AWS: security groups come along once, and those that the operator has chosen stay', async () => {
    const groups = (...ids: string[]) => ({
      SecurityGroups: [
        ...ids.map((GroupId) => ({ GroupId, VpcId: 'vpc-0aaaaaaaaaaaaaaaa' })),
        { GroupId: 'sg-0dddddddddddddddd', VpcId: 'vpc-0bbbbbbbbbbbbbbbb' },
      ],
    });
    const [one, two] = ['sg-0aaaaaaaaaaaaaaaa', 'sg-0bbbbbbbbbbbbbbbb'];
    const first = saved(box, 'groups.json', groups(one, two));
    await importAws(...files(), '--file', first);
    expect((await shown('seoul-prod')).provider.securityGroups).toEqual([one, two]);
    await box.ok(`vpc update seoul-prod --security-group ${two}`);
    await importAws(...files(), '--file', first);
    expect((await shown('seoul-prod')).provider.securityGroups).toEqual([two]);
    await importAws(...files());
    expect((await shown('seoul-prod')).provider.securityGroups).toEqual([two]);
  });

  test('GCP: a network has the ranges of its subnets, one in auto mode all of 10.128.0.0/9', async () => {
    const link = (name: string) =>
      `https://www.googleapis.com/compute/v1/projects/my-project/global/networks/${name}`;
    const networks = [
      { name: 'prod', selfLink: link('prod'), autoCreateSubnetworks: false, mtu: 1500 },
      { name: 'default', selfLink: link('default'), autoCreateSubnetworks: true },
      { name: 'bare', selfLink: link('bare'), autoCreateSubnetworks: false },
    ];
    const region = (name: string) =>
      `https://www.googleapis.com/compute/v1/projects/my-project/regions/${name}`;
    const subnets = [
      {
        name: 'web',
        network: link('prod'),
        region: region('asia-northeast3'),
        ipCidrRange: '10.3.0.0/24',
        secondaryIpRanges: [{ rangeName: 'pods', ipCidrRange: '10.4.0.0/20' }],
        ipv6CidrRange: 'fd20:1:2:3::/64',
      },
      { name: 'default', network: link('default'), region: region('us-east1'), ipCidrRange: '10.142.0.0/20' },
      { name: 'default', network: link('default'), region: region('us-west1'), ipCidrRange: '10.138.0.0/20' },
    ];
    const words = ['--file', saved(box, 'n.json', networks), '--file', saved(box, 's.json', subnets)];
    const finished = await box.run(['vpc', 'import', '--from-gcp', ...words, '-o', 'json']);
    expect(rows(finished).map(({ name }) => name)).toEqual(['prod', 'default']);
    expect(finished.stderr).toContain('global/networks/bare has no subnets yet');
    expect(await shown('prod')).toMatchObject({
      cidrs: ['10.3.0.0/24', '10.4.0.0/20', 'fd20:1:2:3::/64'],
      mtu: 1500,
      subnets: [{ name: 'web' }, { name: 'web-pods' }, { name: 'web-ipv6' }],
      provider: { kind: 'gcp', project: 'my-project', network: 'prod' },
    });
    const auto = await shown('default');
    expect(auto.cidrs).toEqual(['10.128.0.0/9']);
    expect(auto.provider.autoMode).toBe(true);
    for (const [vpc, tunnel, mtu] of [
      ['prod', '192.168.1.0/24', 1420],
      ['default', '192.168.2.0/24', 1380],
    ] as const) {
      const words = ['gateway', 'create', `gw-${vpc}`, '--vpc', vpc, '--no-endpoint', '-o', 'json'];
      words.push('--tunnel-subnet', tunnel);
      const created = await box.run(words);
      expect(created.exit, created.stderr).toBe(0);
      expect(JSON.parse(created.stdout).mtu).toBe(mtu);
    }
    expect(auto.subnets.map(({ name }: { name: string }) => name)).toEqual(['default', 'default-us-west1']);
  });

  test.each([
    ['text', 'not json', '--from-aws', 'is not a JSON document'],
    ['another document', { Reservations: [] }, '--from-aws', 'The document contains no VPCs'],
    ['a field of another type', { Vpcs: [{ VpcId: 7 }] }, '--from-aws', 'Vpcs.0.VpcId'],
    [
      'an id that is none',
      { Vpcs: [{ VpcId: '$(id)', OwnerId: '111122223333', CidrBlock: '10.0.0.0/16' }] },
      '--from-aws',
      'is not a valid AWS VPC id',
    ],
    [
      'no region',
      { Vpcs: [{ VpcId: 'vpc-0cccccccccccccccc', OwnerId: '111122223333', CidrBlock: '10.0.0.0/16' }] },
      '--from-aws',
      'The region of vpc-0cccccccccccccccc is not known',
    ],
    ['no networks', [], '--from-gcp', 'The document contains no networks'],
    ['a document of AWS', VPCS, '--from-gcp', 'This is not the output of'],
  ])('refuses %s', async (_, document, from, said) => {
    const before = box.bytes();
    const finished = await box.run(['vpc', 'import', from, '--file', saved(box, 'bad.json', document)]);
    expect(finished.stderr).toContain(said);
    expect(finished.stderr).toContain('hint: ');
    expect(finished.exit).toBe(2);
    expect(box.bytes()).toBe(before);
  });

  test('needs to know where from', async () => {
    for (const words of [[], ['--from-aws', '--from-gcp']])
      expect((await box.run(['vpc', 'import', ...words])).exit).toBe(2);
  });

  test('says which program is missing', async () => {
    const path = join(box.folder, 'empty');
    const words = peerwayWords(['vpc', 'import', '--from-aws']).join(' ');
    const ran = await execa('sh', ['-c', `PATH=${path} ${words}`], {
      reject: false,
      env: { PEERWAY_STATE: box.state, XDG_CONFIG_HOME: join(box.folder, 'config') },
    });
    expect(ran.stderr).toMatch(/There is no aws on the PATH\nhint: install it/);
    expect(ran.exitCode).toBe(6);
  });
});

describeCloud('VPCs from AWS', ['aws', 'moto_server'], () => {
  const box = sandbox();
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(join(folder, 'aws'));
  });
  afterAll(() => moto?.stop());
  const aws = async (line: string) => {
    const words = [...line.split(' '), '--profile', 'seoul', '--region', 'eu-west-1', '--output', 'json'];
    return JSON.parse((await execa('aws', words, { env: moto.env })).stdout);
  };

  test('are read with all of their networks, from the provider or from what it said', async () => {
    const { VpcId } = (await aws('ec2 create-vpc --cidr-block 10.60.0.0/16')).Vpc;
    await aws(`ec2 associate-vpc-cidr-block --vpc-id ${VpcId} --cidr-block 10.61.0.0/16`);
    await aws(`ec2 create-subnet --vpc-id ${VpcId} --cidr-block 10.60.1.0/24`);
    const words = ['vpc', 'import', VpcId, '--from-aws', '--region', 'eu-west-1', '-o', 'json'];
    const finished = await box.run([...words, '--profile', 'seoul'], { env: moto.env });
    expect(rows(finished)).toMatchObject([
      { name: VpcId, change: 'added', cidrs: ['10.60.0.0/16', '10.61.0.0/16'] },
    ]);
    const shown = JSON.parse(await box.ok(`vpc show ${VpcId} -o json`));
    expect(shown.provider).toMatchObject({ account: '111111111111', region: 'eu-west-1' });
    expect(shown.provider.routeTables).toHaveLength(1);
    expect(shown.provider.securityGroups).toEqual([expect.stringMatching(/^sg-/)]);
    expect(shown.subnets).toHaveLength(1);
    const files: string[] = [];
    for (const question of ['vpcs', 'subnets', 'route-tables'])
      files.push('--file', saved(box, `${question}.json`, await aws(`ec2 describe-${question}`)));
    expect(rows(await box.run([...words, ...files]))).toMatchObject([{ change: 'unchanged' }]);
    const mute = await box.run([...words, '--profile', 'nobody'], { env: moto.env });
    expect(mute.stderr).toContain(
      'the AWS CLI is not configured for this account (aws: The config profile (nobody) could not be found)',
    );
    expect(mute.exit).toBe(6);
  });
});

describeCloud('networks from GCP', ['gcloud'], () => {
  const box = sandbox();
  const api = new ComputeApi([
    {
      project: 'my-project',
      name: 'prod',
      subnets: [
        { name: 'web', region: 'r1', ipCidrRange: '10.3.0.0/24', secondary: { pods: '10.4.0.0/20' } },
      ],
    },
  ]);
  beforeAll(() => api.start());
  afterAll(() => api.stop());

  test('are read with all of their ranges', async () => {
    const words = ['vpc', 'import', '--from-gcp', '--project', 'my-project', '-o', 'json'];
    const env = api.env(folder);
    expect(rows(await box.run(words, { env }))).toMatchObject([
      { name: 'prod', change: 'added', cidrs: ['10.3.0.0/24', '10.4.0.0/20'] },
    ]);
    expect(rows(await box.run(words, { env }))).toMatchObject([{ change: 'unchanged' }]);
    expect(readFileSync(join(box.state, 'state.jsonl'), 'utf8')).toContain('"network":"prod"');
  });
});

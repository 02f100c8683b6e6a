/** `vpc create` and `vpc render` without a provider: the plan, its JSON, its rendered forms, and values that are rejected. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox } from '../../support/sandbox.ts';

const box = sandbox();
const SEOUL =
  'vpc create seoul --provider aws --region ap-northeast-2 --cidr 10.0.0.0/16,10.9.0.0/16 --subnet public=10.0.1.0/24 --subnet apps=10.9.1.0/24@ap-northeast-2b --public public';
const FILES = 'vpc create files --provider gcp --project team-files-1 --subnet web=10.4.1.0/24@europe-west1';

beforeAll(async () => {
  await box.ok(`${SEOUL} -q`);
  await box.ok(`${FILES} -q`);
});

test('a dry run adds nothing to the plan, and a planned VPC is in it', async () => {
  const dry = JSON.parse(
    await box.ok(`${FILES.replace('files', 'docs').replaceAll('10.4', '10.5')} --dry-run -o json`),
  );
  expect(dry).toMatchObject({
    name: 'docs',
    dryRun: true,
    cidrs: ['10.5.1.0/24'],
    provider: { kind: 'gcp', project: 'team-files-1', network: 'docs' },
    creation: { status: 'planned' },
    changes: [{ vpc: 'docs', gains: [{ what: 'gcp-network' }, { what: 'gcp-subnet' }] }],
  });
  expect(await box.ok('vpc list -o name')).toBe('files\nseoul\n');
  expect(JSON.parse(await box.ok('vpc show seoul -o json'))).toMatchObject({
    creation: { status: 'planned' },
    subnets: [
      { name: 'public', zone: null, public: true },
      { name: 'apps', zone: 'ap-northeast-2b', public: false },
    ],
  });
});

const SUBSCRIPTION = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';

describe('a VPC that is only planned cannot be peered', () => {
  const other = (flags: string) => `vpc add other --cidr 10.200.0.0/16 --provider ${flags}`;
  test.each([
    ['AWS', 'seoul', other('aws --region ap-northeast-3 --vpc-id vpc-0123456789abcdef1')],
    ['GCP', 'files', other('gcp --project team-apps-1 --network apps')],
    ['Azure', 'hub', other(`azure --subscription ${SUBSCRIPTION} --resource-group prod --vnet apps`)],
  ])('at %s', async (label, name, add) => {
    if (label === 'Azure')
      await box.ok(
        `vpc create hub --provider azure --subscription ${SUBSCRIPTION} --resource-group prod --cidr 10.50.0.0/16 --subnet web=10.50.1.0/24 -q`,
      );
    await box.ok(add);
    for (const ends of [`${name} other`, `other ${name}`]) {
      const { exit, stderr } = await box.run(
        `peering create ${ends} --via ${label.toLowerCase()}`.split(' '),
      );
      expect(exit).toBe(3);
      expect(stderr).toContain(`VPC ${name} is only planned and does not exist at ${label} yet`);
      expect(stderr).toContain(`hint: to create it, run \`peerway vpc create ${name} --apply\`
`);
    }
    await box.ok('vpc delete other --yes');
  });

  test('unless an import has found it', async () => {
    const selfLink = 'https://www.googleapis.com/compute/v1/projects/team-files-1/global/networks/files';
    writeFileSync(
      join(box.folder, 'networks.json'),
      JSON.stringify([
        { name: 'files', selfLink, autoCreateSubnetworks: false },
        { name: 'files-web', network: selfLink, ipCidrRange: '10.4.1.0/24', region: 'r/europe-west1' },
      ]),
    );
    await box.ok(other('gcp --project team-apps-1 --network apps'));
    await box.ok('vpc import --from-gcp --file networks.json');
    expect(JSON.parse(await box.ok('vpc show files -o json'))).toMatchObject({
      creation: { status: 'creating' },
    });
    await box.ok('peering create files other --via gcp');
    await box.ok('peering delete files-other --yes');
    await box.ok('vpc delete other --yes');
  });
});

test.each([
  ['seoul', 'aws-cli'],
  ['files', 'gcloud'],
])('%s: the script is valid shell and looks before it creates or deletes', async (name, format) => {
  const script = await box.ok(`vpc render ${name} --format ${format}`);
  const creations = script.split('\n').filter((line) => /(ec2|networks|subnets) create/.test(line));
  expect(creations.length).toBeGreaterThan(1);
  for (const line of creations) expect(line).toMatch(/^\[ .* != (None|'') \] \|\| /);
  const undo = await box.ok(`vpc render ${name} --undo`);
  const deletions = undo
    .split('\n')
    .filter((line) => / (delete|detach|disassociate)/.test(line) && !line.startsWith('#'));
  for (const line of deletions) expect(line).toMatch(/^\[ .* = (None|'') \] \|\| /);
  expect(deletions.at(-1)).toMatch(/delete-vpc|networks delete/);
  const { execaSync } = await import('execa');
  for (const text of [script, undo]) execaSync('sh', ['-n'], { input: text });
});

test('Terraform gets every object, with quoted tags, and files go to a folder', async () => {
  const text = await box.ok('vpc render seoul --format terraform');
  expect(text.match(/^resource "[a-z0-9_]+" "[a-z0-9_-]+"/gm)).toEqual([
    'resource "aws_vpc" "seoul"',
    'resource "aws_vpc_ipv4_cidr_block_association" "seoul-10-9-0-0-16"',
    'resource "aws_subnet" "seoul-public"',
    'resource "aws_subnet" "seoul-apps"',
    'resource "aws_internet_gateway" "seoul"',
    'resource "aws_route_table" "seoul-public"',
    'resource "aws_route_table" "seoul-private"',
    'resource "aws_route" "seoul-internet"',
    'resource "aws_route_table_association" "seoul-public"',
    'resource "aws_route_table_association" "seoul-apps"',
    'resource "aws_security_group" "seoul"',
  ]);
  expect(text).toMatch(/^ {4}"peerway:state" += "[0-9a-f]{16}"$/m);
  expect(text).toContain('vpc_id            = aws_vpc_ipv4_cidr_block_association.seoul-10-9-0-0-16.vpc_id');
  await box.ok(`vpc render files --format terraform --out ${join(box.folder, 'out')}`);
  const file = join(box.folder, 'out', 'files.tf');
  expect(existsSync(file) && readFileSync(file, 'utf8')).toContain('google_compute_subnetwork');
  const undo = await box.run(['vpc', 'render', 'seoul', '--format', 'terraform', '--undo']);
  expect([undo.exit, undo.stderr]).toEqual([2, expect.stringContaining('terraform destroy')]);
});

describe('rejected', () => {
  const AWS = 'vpc create x --provider aws --region eu-west-1 --cidr 10.30.0.0/16';
  test.each([
    ['vpc create seoul', 5, 'There is already a VPC named seoul'],
    [`${SEOUL} --cidr 10.3.0.0/16 --if-not-exists`, 5, '--cidr: '],
    ['vpc create x --provider azure', 2, ''],
    ['vpc create x', 2, 'missing --provider'],
    ['vpc create x --provider aws --cidr 10.30.0.0/16', 2, 'missing --region'],
    ['vpc create x --provider aws --region eu-west-1', 2, 'missing --cidr'],
    ['vpc create x --provider gcp --project team-files-1', 2, 'missing --subnet'],
    [`${AWS} --project team-files-1`, 2, '--project cannot be used with --provider aws'],
    [`${AWS} --timeout 5s`, 2, '--timeout requires --apply'],
    [`${AWS} --public web`, 2, '--public web does not name a subnet of VPC x'],
    [`${AWS} --subnet a=10.30.1.0/29`, 3, '10.30.1.0/29 of subnet a is too small; AWS allows /16 to /28'],
    [`${AWS} --subnet a=10.31.1.0/24`, 3, 'lies outside the CIDRs of VPC x'],
    [`${AWS} --subnet a=10.30.1.0/24 --subnet b=10.30.1.0/25`, 3, 'overlap'],
    [
      `${AWS} --subnet a=10.30.1.0/24@eu-west-2a`,
      3,
      'eu-west-2a of subnet a is not a zone of region eu-west-1',
    ],
    [AWS.replace('/16', '/12').replace('10.30', '10.32'), 3, 'is too large; AWS allows'],
    [`${AWS} --cidr fd00:30::/48`, 3, 'AWS assigns IPv6 ranges itself'],
    [`${FILES.replace('files', 'docs').replace('@europe-west1', '')}`, 3, 'Subnet web has no region'],
    ['vpc render nowhere', 4, 'No VPC named'],
    ['vpc render files --format aws-cli', 2, 'has no format aws-cli'],
    ['vpc render files --profile prod', 2, '--profile cannot be used with --provider gcp'],
    ['vpc render seoul --profile osaka=x', 2, 'osaka is not a side'],
    ['vpc delete nowhere --apply --yes', 4, 'No VPC named'],
    ['vpc update seoul --add-subnet db=10.9.2.0/24@eu-west-1a', 3, 'is not a zone of region ap-northeast-2'],
  ])('%s', async (line, exit, said) => {
    const before = box.bytes();
    const ran = await box.run(line.split(' '));
    expect([ran.exit, ran.stderr]).toEqual([exit, expect.stringContaining(said)]);
    expect(ran.stderr).toContain('hint: ');
    expect(box.bytes()).toBe(before);
  });

  test('a VPC that peerway did not create is neither rendered nor deleted at its provider', async () => {
    await box.ok('vpc add lab --cidr 10.8.0.0/16');
    for (const line of ['vpc render lab', 'vpc delete lab --apply --yes', 'vpc create lab --apply']) {
      const { exit, stderr } = await box.run(line.split(' '));
      expect([exit, stderr], line).toEqual([line.includes('create') ? 5 : 3, expect.stringContaining('VPC')]);
    }
    await box.ok('vpc delete lab --yes');
  });
});

test('an export and an import keep the creation', async () => {
  const { writeFileSync } = await import('node:fs');
  const document = await box.ok('state export');
  await box.ok('vpc delete seoul files --yes');
  writeFileSync(join(box.folder, 'plan.json'), document);
  await box.ok('state import plan.json --yes');
  expect(JSON.parse(await box.ok('state export'))).toEqual(JSON.parse(document));
});

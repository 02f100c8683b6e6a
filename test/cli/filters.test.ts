/** Filters that cannot match, members of lists, and state folders that do not exist. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { verbsOf } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

const box = sandbox();

beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('vpc add lab --cidr 10.8.0.0/16 --cidr fd00:8::/48 --location dc1');
  await box.ok('client add seoul laptop');
  await box.ok('peering create seoul osaka');
});

describe('a filter with a value that its column never has is a usage error', () => {
  test.each([
    ['peering list --filter status=activ', 'status is never "activ"', 'did you mean status=active?'],
    ['peering list --filter status!=activ', 'status is never "activ"', 'did you mean status=active?'],
    ['peering list --filter via=wiregard', 'via is never "wiregard"', 'did you mean via=wireguard?'],
    ['gateway list --filter status=up', 'status is never "up"', 'the values are pending, active'],
    ['gateway list --filter peerings=none', 'peerings is never "none"', 'give a number: peerings=0'],
    ['gateway peers seoul --filter type=clients', 'type is never', 'did you mean type=client?'],
    ['vpc list --filter provider=asw', 'provider is never "asw"', 'did you mean provider=aws?'],
    [
      'client list --filter config=stale,current',
      'config is never "stale,current"',
      'the values are never-issued',
    ],
    ['location list --filter vpn-gateways=yes', 'vpn-gateways is never "yes"', 'the values are on, off'],
    ['plan list --filter kind=vpcs', 'kind is never "vpcs"', 'did you mean kind=vpc?'],
    ['peering refresh --filter was=activ', 'was is never "activ"', 'did you mean was=active?'],
    ['gateway status --all --filter state=dwon', 'state is never "dwon"', 'did you mean state=down?'],
    ['log --filter revision=last', 'revision is never "last"', 'give a number'],
    ['gateway list --filter staus=active', 'There is no column named "staus"', 'did you mean status?'],
  ])('%s', async (line, message, hint) => {
    const { exit, stdout, stderr } = await box.run(line.split(' '));
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

test('every status of every list is a closed set', async () => {
  const lists = NOUNS.flatMap((noun) => verbsOf(noun)).filter(([, { lists: columns }]) => columns);
  const open: string[] = [];
  for (const [name, verb] of lists)
    for (const column of (await verb.lists?.()) ?? [])
      if ('isStatus' in column && column.isStatus && !column.values) open.push(`${name} ${column.header}`);
  expect(lists.length).toBeGreaterThan(10);
  expect(open).toEqual([]);
});

test('names with numbers are listed in the order of the numbers', async () => {
  const other = sandbox();
  for (const at of [10, 2, 1])
    await other.ok(`gateway create g${at} --cidr 10.${at}.0.0/16 --endpoint 203.0.113.${at}`);
  for (const at of [10, 2]) await other.ok(`client add g1 c${at}`);
  for (const at of [10, 2]) await other.ok(`peering create g1 g${at}`);
  expect(await other.ok('gateway list -o name')).toBe('g1\ng2\ng10\n');
  expect(await other.ok('vpc list -o name')).toBe('g1\ng2\ng10\n');
  expect(await other.ok('client list -o name')).toMatch(/c2\n.*c10\n$/);
  expect(await other.ok('peering list -o name')).toBe('g1-g2\ng1-g10\n');
  expect(JSON.parse(await other.ok('gateway show g1 -o json')).peerings).toEqual(['g1-g2', 'g1-g10']);
});

test.each([
  ['vpc list --filter cidrs=10.8.0.0/16 -o name', 'lab\n'],
  ['vpc list --filter cidrs=fd00:8::/48 -o name', 'lab\n'],
  ['vpc list --filter cidrs!=10.8.0.0/16 -o name', 'osaka\nseoul\n'],
  ['vpc list --filter gateways=seoul -o name', 'seoul\n'],
  ['gateway list --filter tunnel=10.99.1.0/24 -o name', 'seoul\n'],
  ['gateway peers seoul --filter allowed-ips=172.31.0.0/16 -o name', 'vpc-peering-osaka\n'],
  ['gateway peers seoul --filter tunnel-address=10.99.1.2 -o name', 'laptop\n'],
  ['location list --filter vpcs=lab -o name', 'dc1\n'],
  ['peering list --filter owner=netops -o name', 'seoul-osaka\n'],
  ['peering list --filter status=ACTIVE -o name', 'seoul-osaka\n'],
  [
    'log --filter objects=client/seoul/laptop --columns command --no-headers',
    'client add seoul laptop --as netops\n',
  ],
])('%s finds members of lists', async (line, expected) => {
  expect(await box.ok(line)).toBe(expected);
});

describe('a state folder that was named and does not exist', () => {
  const missing = join(box.folder, 'mistyped', 'state');

  test.each([
    'gateway list',
    'vpc show seoul',
    'peering delete seoul-osaka --yes',
    'peering create a b',
    'plan check',
    'plan suggest --prefix 16',
    'state check',
    'state export',
    'state backups',
    'log',
    'state decrypt --yes',
    'client add seoul laptop',
  ])('%s says so, exit 4, and creates nothing', async (line) => {
    for (const [args, env] of [
      [['--state', missing], {}],
      [[], { PEERWAY_STATE: missing }],
    ] as const) {
      const { exit, stdout, stderr } = await box.run([...line.split(' '), ...args], { env });
      expect([exit, stdout]).toEqual([4, '']);
      expect(stderr).toContain(`There is no state in ${missing}: the folder does not exist\nhint: `);
    }
    expect(existsSync(missing)).toBe(false);
  });

  test('is created by the first change', async () => {
    const folder = join(box.folder, 'new', 'state');
    const first = await box.run(['vpc', 'add', 'lab', '--cidr', '10.8.0.0/16', '--state', folder]);
    expect([first.exit, first.stderr]).toEqual([0, '']);
    expect((await box.run(['vpc', 'list', '-o', 'name', '--state', folder])).stdout).toBe('lab\n');
  });

  test.each(['state path', 'plan check --file -', 'config list'])('does not matter to %s', async (line) => {
    const { exit } = await box.run([...line.split(' '), '--state', missing], { input: '10.0.0.0/8\n' });
    expect(exit).toBe(0);
  });

  test('differs from an empty folder, and from the default folder before the first change', async () => {
    const empty = join(box.folder, 'empty');
    mkdirSync(empty, { mode: 0o700 });
    const list = ['vpc', 'list'];
    expect(await box.run([...list, '--state', empty])).toMatchObject({ exit: 0, stdout: '' });
    const env = { PEERWAY_STATE: undefined as never, XDG_DATA_HOME: join(box.folder, 'data') };
    expect(await box.run(list, { env })).toMatchObject({ exit: 0, stdout: '' });
  });
});

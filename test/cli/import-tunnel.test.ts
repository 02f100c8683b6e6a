/** Imports of tunnels from files, without a terminal. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type Sandbox, sandboxIn } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

const FILE = `[Interface]
Address = 10.99.0.1/24
PrivateKey = IM5eCEmHnDhHqf6F4LTYMlYRXNq4kcpCmEgcqHcXFWE=
ListenPort = 51820

[Peer]
PublicKey = hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=
AllowedIPs = 10.99.0.5/32
`;

let box: Sandbox;

beforeEach(() => {
  box = sandboxIn(folderForTest());
  writeFileSync(join(box.folder, 'wg0.conf'), FILE, { mode: 0o600 });
});

const importing = (...flags: string[]) =>
  box.run([
    ...['gateway', 'import', 'seoul', '--file', join(box.folder, 'wg0.conf')],
    ...['--cidr', '10.0.0.0/16', '--endpoint', '203.0.113.1', ...flags],
  ]);

test('A dry run shows what the import does, also for peers that could be clients', async () => {
  const dry = await importing('--dry-run');
  expect([dry.exit, dry.stdout]).toEqual([0, expect.stringContaining('--client 10.99.0.5/32=<name>')]);
  expect(JSON.parse(await box.ok('gateway list -o json'))).toEqual([]);
  const made = await importing();
  expect([made.exit, made.stderr]).toEqual([
    0,
    expect.stringContaining('1 foreign peer can be imported as a client'),
  ]);
});

test('An allowed network that no known foreign peer has is named, and so is that none is known', async () => {
  await importing();
  const allow = (name: string, ...cidrs: string[]) =>
    box.run(['gateway', 'update', name, '--allow-foreign', ...cidrs]);
  expect((await allow('seoul', '10.99.0.5/32')).stderr).not.toContain('foreign peer');
  expect((await allow('seoul', '10.99.0.5/32', '10.50.0.0/16', 'fd50::/48')).stderr).toContain(
    'no foreign peer that was imported with seoul has 10.50.0.0/16 and fd50::/48',
  );
  await box.ok('gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2');
  expect((await allow('osaka', '10.51.0.0/16')).stderr).toContain('the plan knows no foreign peers of osaka');
});

test('A tunnel that is a gateway already is named', async () => {
  await importing();
  const again = await box.run([
    ...['gateway', 'import', 'other', '--file', join(box.folder, 'wg0.conf')],
    ...['--cidr', '10.1.0.0/16', '--endpoint', '203.0.113.9'],
  ]);
  expect([again.exit, again.stderr]).toEqual([
    5,
    expect.stringContaining(
      'this tunnel is gateway seoul already: run `peerway gateway show seoul` to see it',
    ),
  ]);
  expect(again.stderr).not.toContain('generate another pair');
});

test('A peer that cannot be a client is named with the subnet of the file', async () => {
  const wide = FILE.replace('AllowedIPs = 10.99.0.5/32', 'AllowedIPs = 10.99.0.5/32, 192.168.0.0/24');
  writeFileSync(join(box.folder, 'wg0.conf'), wide);
  const { exit, stderr } = await importing('--client', '192.168.0.0/24=phone');
  expect([exit, stderr]).toEqual([3, expect.stringContaining('or one of each family, in 10.99.0.0/24;')]);
});

test('Peers of a gateway without an endpoint are not offered as clients, and the reason is shown', async () => {
  const { exit, stdout, stderr } = await box.run([
    ...['gateway', 'import', 'seoul', '--file', join(box.folder, 'wg0.conf')],
    ...['--cidr', '10.0.0.0/16', '--no-endpoint'],
  ]);
  expect([exit, stdout]).toEqual([0, expect.stringContaining('(cannot be a client: seoul has no endpoint')]);
  expect(stdout + stderr).not.toContain('--client');
});

test.each([
  [[], '--vpc <vpc> or --cidr <cidr>'],
  [['--cidr', '10.0.0.0/16'], '--endpoint <host[:port]>'],
])('A missing value is reported before the host is read: %s', async (flags, message) => {
  const { exit, stderr } = await box.run([
    ...'gateway import seoul --ssh root@192.0.2.1'.split(' '),
    ...flags,
  ]);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('A rendered file says that foreign peers are not in it, since only a deploy keeps them', async () => {
  await importing('--with-key');
  for (const format of ['wg-quick', 'networkd']) {
    const { stderr } = await box.run(['gateway', 'render', 'seoul', '--format', format]);
    expect(stderr).toContain('1 foreign peer of seoul');
  }
  const { stderr } = await box.run(['gateway', 'render', 'seoul', '--format', 'nftables']);
  expect(stderr).not.toContain('foreign');
});

test('The peers of a gateway are all that hold its tunnel addresses, each with its status', async () => {
  await importing('--with-key');
  await box.ok('gateway create osaka --cidr 10.1.0.0/16 --endpoint 203.0.113.2');
  await box.ok('gateway create busan --cidr 10.2.0.0/16 --endpoint 203.0.113.3');
  for (const peer of ['osaka', 'busan']) await box.ok(`peering create seoul ${peer}`);
  for (const client of ['laptop', 'phone']) await box.ok(`client add seoul ${client}`);
  await box.ok('client update seoul laptop --status disabled');
  await box.ok('peering disable seoul-busan --yes');
  const rows: {
    name: string;
    type: string;
    status: string;
    tunnelAddresses: string[];
    allowedIps: string[];
  }[] = JSON.parse(await box.ok('gateway peers seoul -o json'));
  expect(
    rows.map(({ name, type, status, tunnelAddresses }) => [name, type, status, ...tunnelAddresses]),
  ).toEqual([
    ['vpc-peering-osaka', 'peering', 'active', '10.99.0.2'],
    ['vpc-peering-busan', 'peering', 'disabled', '10.99.0.3'],
    ['phone', 'client', 'active', '10.99.0.6'],
    ['laptop', 'client', 'disabled', '10.99.0.4'],
    ['hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=', 'foreign', 'foreign', '10.99.0.5'],
  ]);
  expect(rows.map(({ allowedIps }) => allowedIps.length > 0)).toEqual([true, false, true, false, true]);
  expect(await box.ok('gateway peers seoul --filter status=foreign --filter type=foreign')).toContain(
    '10.99.0.5',
  );
});

import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Column } from '../../src/output/result.ts';
import { tableText } from '../../src/output/table.ts';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';
import { Screen } from '../support/terminal/screen.ts';

const WIDTHS = [200, 80, 40, 20];
const LISTS = [
  'peering list',
  'gateway list',
  'gateway peers seoul',
  'client list',
  'vpc list',
  'plan list',
  'location list',
];

async function listed(box: Sandbox, line: string, columns: number): Promise<PseudoTerminal> {
  const terminal = open({ box, args: [...line.split(' '), '--quiet'], columns, rows: 60 });
  expect(await terminal.exit).toBe(0);
  return terminal;
}

/** Every kind and status that a list shows; the longest word has 19 letters. */
async function busyPlan(box: Sandbox): Promise<void> {
  await seoulAndOsaka(box);
  await box.ok('location set north --vpn-gateway off');
  await box.ok('location set south --vpn-gateway on');
  await box.ok(
    'gateway create quito --cidr 10.64.0.0/16 --cidr 10.65.0.0/16 --cidr fd00:1234::/48 --location south --endpoint 203.0.113.3 --tunnel-subnet 10.99.3.0/24 --owner bob',
  );
  await box.ok(
    'gateway create lima --cidr 10.7.0.0/16 --endpoint 203.0.113.4 --status failed --tunnel-subnet 10.99.4.0/24',
  );
  await box.ok(
    'gateway create bern --cidr 10.8.0.0/16 --endpoint 203.0.113.5 --status inactive --tunnel-subnet 10.99.5.0/24',
  );
  await box.ok('client add seoul laptop --expires 2099-01-01');
  await box.ok('client config seoul laptop');
  await box.ok('peering create seoul osaka');
  await box.ok('client add seoul phone');
  await box.ok('client add osaka tablet');
  await box.ok('client config osaka tablet');
  await box.ok('peering create quito seoul');
}

/** In a table, whose header is the first line, every column is blank where its header is preceded by blanks. */
function expectStraight(screen: string): void {
  const [header = '', ...rows] = screen.split('\n');
  expect(rows.length).toBeGreaterThan(0);
  for (const { index } of header.matchAll(/(?<= {2})\S/g)) {
    for (const row of rows) expect(`${row.slice(index - 2, index)}  `.slice(0, 2), row).toBe('  ');
  }
}

describe('a list', () => {
  const box = sandbox();
  beforeAll(() => busyPlan(box));

  test.each(LISTS.flatMap((line) => WIDTHS.map((width) => [line, width] as const)))(
    '%s is not broken by a terminal of %i columns',
    async (line, width) => {
      const terminal = await listed(box, line, width);
      expect(terminal.broken()).toEqual([]);
      if (/^[A-Z ]+$/.test(terminal.all().split('\n')[0] ?? '')) expectStraight(terminal.all());
      else expect(terminal.all()).toMatch(/^[A-Z ]+:/);
    },
  );

  test('is a table as long as there is room, then paragraphs', async () => {
    expect((await listed(box, 'gateway list', 200)).all()).toMatch(
      /^NAME +STATUS +VPC +DEVICE +ENDPOINT +TUNNEL +PEERINGS +CLIENTS +OWNER +KEY AGE\n/,
    );
    expect((await listed(box, 'gateway list', 20)).all()).toMatch(/^NAME +STATUS\nbern +inactive\n/);
    expect((await listed(box, 'peering list', 20)).all()).toMatch(
      /^NAME: quito-seoul\nREQUESTER: seoul\nACCEPTER: quito\nVIA: wireguard\nSTATUS:\npending-acceptance,\n {2}expires\n {2}20/,
    );
  });

  test('says each status in its word and in its colour', async () => {
    const [red, green, yellow] = [1, 2, 3].map((colour) => ({ colour, bold: false, dim: false }));
    const gateways = await listed(box, 'gateway list --columns status', 80);
    expect(gateways.look('STATUS')).toEqual({ bold: true, dim: false });
    expect(gateways.look('active')).toEqual({ bold: false, dim: true });
    expect(gateways.look('failed')).toEqual(red);
    expect((await listed(box, 'gateway list --filter status=active', 80)).look('active')).toEqual(green);
    expect((await listed(box, 'peering list', 80)).look('pending-acceptance')).toEqual(yellow);
    const clients = await listed(box, 'client list', 80);
    expect(['current', 'stale', 'never-issued'].map(clients.look)).toEqual([green, yellow, yellow]);
    const locations = await listed(box, 'location list --columns vpn-gateways', 80);
    expect(locations.look('off')).toEqual(red);
  });

  test('colours text and does nothing else to the terminal', async () => {
    const terminal = await listed(box, 'gateway list', 80);
    expect(terminal.bytes()).toContain('\u001b[');
    expect(terminal.bytes().replace(/\u001b\[\d+m/g, '')).not.toContain('\u001b');
    expect([terminal.atLineStart(), terminal.cursorVisible(), terminal.modesRestored()]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('has 80 columns on a terminal that does not know its size', async () => {
    const terminal = open({ box, command: 'sh', args: ['-c', 'stty cols 0 rows 0; peerway gateway list'] });
    await terminal.exit;
    expect(terminal.all()).toBe((await listed(box, 'gateway list', 80)).all());
  });
});

describe('a list of names as long as names may be', () => {
  const box = sandbox();
  const longest = 'n'.repeat(63);
  beforeAll(async () => {
    await box.ok(
      `gateway create ${longest} --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24 --owner ${'o'.repeat(63)}`,
    );
    await box.ok(
      'gateway create osaka --cidr 10.1.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24',
    );
    await box.ok(`peering create osaka ${longest} --name short --request`);
    await box.ok(`client add ${longest} laptop --as ${'o'.repeat(63)}`);
  });

  test.each(['peering list', 'gateway list', 'client list', 'vpc list', 'plan list'])(
    '%s breaks no word that a line could hold',
    async (line) => {
      for (const width of [200, 80]) expect((await listed(box, line, width)).broken()).toEqual([]);
      for (const width of [40, 20]) {
        const terminal = await listed(box, line, width);
        expect(terminal.broken().length).toBeGreaterThan(0);
        for (const rest of terminal.broken()) expect(rest).toMatch(/^(n+|o+)$/);
        expect(terminal.all().replaceAll('\n', '')).toContain(longest);
      }
    },
  );
});

test.each([60, 30])('wide and combining characters leave columns straight at %i columns', async (width) => {
  const rows = [
    { name: '東京ゲートウェイ', status: 'active', note: 'first' },
    { name: 'e\u0301cole', status: 'failed', note: 'second' },
    { name: 'osaka', status: 'pending', note: 'third' },
  ];
  const columns: Column<(typeof rows)[number]>[] = [
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'STATUS', cell: ({ status }) => status, isStatus: true },
    { header: 'NOTE', cell: ({ note }) => note, rank: 1 },
  ];
  const screen = new Screen(width, 20, () => undefined);
  onTestFinished(() => screen.close());
  screen.feed(tableText({ rows, columns }, { width, headers: true }).replaceAll('\n', '\r\n'));
  await screen.settled();
  expect(screen.broken()).toEqual([]);
  expect(['STATUS', 'active', 'failed', 'pending'].map((word) => screen.column(word))).toEqual([
    18, 18, 18, 18,
  ]);
  if (width === 60)
    expect(['NOTE', 'first', 'second'].map((word) => screen.column(word))).toEqual([27, 27, 27]);
});

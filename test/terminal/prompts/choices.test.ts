import { describe, expect, test } from 'vitest';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { setLocation } from '../../../src/model/transitions/location.ts';
import type { Name } from '../../../src/model/values.ts';
import { twoGateways, withGateway, withPeering } from '../../support/plans.ts';
import type { PseudoTerminal } from '../../support/terminal/pseudo-terminal.ts';
import { asked, peerway } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';

const REMOTE = 'Which gateway do you want to peer with seoul?';

/** The choices below the open question, and what follows them. */
function offered(terminal: PseudoTerminal): { choices: string[]; rest: string[] } {
  const lines = terminal.screen().split('\n');
  const below = lines.slice(lines.findIndex((line) => line.startsWith('? ')) + 1);
  const end = below.indexOf('');
  return { choices: below.slice(0, end), rest: below.slice(end + 1) };
}

describe('the remote gateway', () => {
  test('is one that passes, marked if its owner must accept; why others are missing is said in one line', async () => {
    const terminal = peerway(boxWith(plan()), 'peering create seoul', { columns: 80 });
    await asked(terminal, REMOTE);
    expect(offered(terminal)).toEqual({
      choices: [
        '❯ osaka  172.31.0.0/16',
        '  tokyo  10.128.0.0/16, 172.31.128.0/17',
        '  quito  10.64.0.0/16, needs acceptance by bob',
      ],
      rest: ['unavailable: kyoto (already peered); lima (not active)', 'use ↑↓ to move, type to filter'],
    });
  });

  test.each([
    [60, 'unavailable: kyoto (already peered); lima (not active)'],
    [40, 'unavailable: 1 already peered, 1 other'],
    [20, '2 unavailable'],
  ])('has that line fit %i columns', async (columns, line) => {
    const terminal = peerway(boxWith(plan()), 'peering create seoul', { columns });
    await asked(terminal, REMOTE);
    expect(offered(terminal).rest[0]).toBe(line);
    expect(terminal.broken()).toEqual([]);
  });

  test('is found by parts of its name and its network, and with the arrows', async () => {
    const terminal = peerway(boxWith(plan()), 'peering create seoul');
    await asked(terminal, REMOTE);
    terminal.key('down');
    await terminal.until('❯ tokyo');
    terminal.key('up');
    await terminal.until('❯ osaka');
    terminal.type('31.128');
    await terminal.until('❯ tokyo');
    expect(offered(terminal).choices).toEqual(['❯ tokyo  10.128.0.0/16, 172.31.128.0/17']);
    terminal.key('enter');
    await asked(terminal, 'Peer seoul and tokyo?');
  });

  test('that cannot be had is found by its name with the reason, and cannot be chosen', async () => {
    const terminal = peerway(boxWith(plan()), 'peering create seoul');
    await asked(terminal, REMOTE);
    terminal.type('ky');
    await terminal.until('- kyoto (already peered)');
    expect(offered(terminal).choices).toEqual([
      '❯ tokyo  10.128.0.0/16, 172.31.128.0/17',
      '- kyoto (already peered)',
    ]);
    terminal.type('oto');
    await terminal.until('? Which gateway do you want to peer with seoul? kyoto');
    expect(offered(terminal).choices).toEqual(['- kyoto (already peered)']);
    terminal.key('enter');
    terminal.type('x');
    await terminal.until('no matches');
    expect(terminal.screen()).toContain('? Which gateway do you want to peer with seoul? kyotox\n');
  });
});

test('a gateway of another owner can be named first, and then only one of your own', async () => {
  let state = withGateway(plan(), 'cusco', {
    cidrs: ['10.66.0.0/16'],
    tunnels: ['10.99.7.0/24'],
    owner: 'bob',
  });
  state = withGateway(state, 'g10', { cidrs: ['10.67.0.0/16'], tunnels: ['10.99.8.0/24'] });
  state = withGateway(state, 'g2', { cidrs: ['10.68.0.0/16'], tunnels: ['10.99.9.0/24'] });
  const terminal = peerway(boxWith(state), 'peering create', { columns: 80 });
  await asked(terminal, 'Which gateway do you want to peer?');
  expect(offered(terminal).choices.map((line) => line.slice(2).replace(/ +10.*?(?=,|$)/, ''))).toEqual(
    expect.arrayContaining(['g2', 'g10', 'cusco, needs acceptance by bob']),
  );
  terminal.type('cusco');
  terminal.key('enter');
  await asked(terminal, 'Which gateway do you want to peer with cusco?');
  const { choices, rest } = offered(terminal);
  expect(choices[0]).toBe('❯ g2     10.68.0.0/16, needs acceptance by bob');
  expect(choices.every((line) => line.endsWith('needs acceptance by bob'))).toBe(true);
  expect(rest[0]).toContain('quito (owned by bob)');
});

describe('of 300 gateways', () => {
  test('the one that is meant is found by a part of its name or of its network', async () => {
    const box = boxWith(manyGateways(300));
    const began = performance.now();
    const terminal = peerway(box, 'peering create gw0', { columns: 80, rows: 24 });
    const question = 'Which gateway do you want to peer with gw0?';
    await asked(terminal, question);
    process.stdout.write(
      `the question with 300 gateways stood there after ${Math.round(performance.now() - began)} ms\n`,
    );
    expect(offered(terminal)).toEqual({
      choices: expect.objectContaining({ length: 10, 0: '❯ gw2   10.2.0.0/16', 5: '  gw10  10.10.0.0/16' }),
      rest: [
        'unavailable: gw1 (already peered); gw7, gw8 (not active)',
        '286 more; use ↑↓ to move, type to filter',
      ],
    });
    terminal.type('gw29');
    await terminal.until('? Which gateway do you want to peer with gw0? gw29');
    expect(offered(terminal).choices.map((line) => line.slice(2, 7).trim())).toEqual([
      'gw29',
      ...Array.from({ length: 9 }, (_, at) => `gw29${at}`),
    ]);
    for (let at = 0; at < 4; at++) terminal.key('backspace');
    terminal.type('172.20.64');
    await terminal.until('? Which gateway do you want to peer with gw0? 172.20.64');
    expect(offered(terminal).choices).toEqual(['❯ gw234  172.20.64.0/19']);
    terminal.key('enter');
    await asked(terminal, 'Peer gw0 and gw234?');
  });
});

/** Gateway n: 10.<n>.0.0/16, from 200 on a /19 of 172.16.0.0/12 each. The first few cannot be peered with gw0. */
function manyGateways(count: number): State {
  let state = EMPTY_STATE;
  for (let at = 0; at < count; at++) {
    const vpc = at < 200 ? `10.${at}.0.0/16` : `172.${16 + ((at - 200) >> 3)}.${((at - 200) & 7) * 32}.0/19`;
    state = withGateway(state, `gw${at}`, {
      cidrs: [vpc],
      tunnels: [`100.${64 + (at >> 8)}.${at & 255}.0/24`],
      ...(at === 7 || at === 8 ? { status: 'failed' as const } : {}),
      ...(at === 9 ? { owner: 'bob' } : {}),
    });
  }
  return withPeering(state, 'gw0', 'gw1');
}

const oneGateway = (): State =>
  withGateway(EMPTY_STATE, 'seoul', { cidrs: ['10.0.0.0/16'], tunnels: ['10.99.1.0/24'] });
const peered = (): State => withPeering(twoGateways(), 'seoul', 'osaka');
const bobs = (): State =>
  withGateway(oneGateway(), 'quito', { cidrs: ['10.64.0.0/16'], tunnels: ['10.99.5.0/24'], owner: 'bob' });

/** With every VPC where VPN gateways are off. */
function off(state: State): State {
  const location = 'north' as Name;
  const vpcs = new Map([...state.vpcs].map(([name, vpc]) => [name, { ...vpc, location }]));
  return setLocation({ ...state, vpcs }, { name: location, vpnGateway: false }).state;
}

test.each<[line: string, state: State, words: string]>([
  [
    'peering create',
    EMPTY_STATE,
    'There is no active gateway to peer\nhint: run `peerway gateway list`, or `peerway gateway create` to add one',
  ],
  [
    'peering create seoul',
    peered(),
    'No gateway can be peered with seoul\n  osaka: A peering already exists between these gateways\nhint: run `peerway gateway list`',
  ],
  [
    'peering create seoul',
    oneGateway(),
    'No gateway can be peered with seoul\nhint: run `peerway gateway list`',
  ],
  [
    'peering accept',
    peered(),
    'There is no request for netops to accept\nhint: run `peerway peering list --status',
  ],
  [
    'peering reject',
    peered(),
    'There is no request for netops to reject\nhint: run `peerway peering list --status',
  ],
  ['peering delete', bobs(), 'There is no peering\nhint: run `peerway peering create`'],
  [
    'gateway create lab',
    off(plan()),
    'There is no VPC that can have a gateway\nhint: run `peerway location set north',
  ],
  ['gateway delete', EMPTY_STATE, 'There is no gateway to choose from\nhint: run `peerway gateway list`'],
  ['gateway peer delete', bobs(), 'There is no gateway to choose from\nhint: '],
  [
    'gateway peer delete seoul',
    bobs(),
    'Gateway seoul has no peers\nhint: run `peerway gateway peers seoul`',
  ],
  ['client add', EMPTY_STATE, 'There is no gateway\nhint: run `peerway gateway create`'],
  ['client delete', bobs(), 'There is no gateway to choose from\nhint: '],
  ['client delete seoul', bobs(), 'Gateway seoul has no clients\nhint: run `peerway client list`'],
  ['vpc delete', bobs(), 'There is no VPC without gateways and peerings\nhint: run `peerway vpc list`'],
])('%s says why when there is nothing to choose, and asks nothing', async (line, state, words) => {
  const box = boxWith(state);
  const before = box.bytes();
  const terminal = peerway(box, line);
  expect(await terminal.exit).toBe(3);
  expect(terminal.all()).toMatch(/^error: cannot [a-z VPC]+:\n/);
  expect(terminal.all()).toContain(words);
  expect(box.bytes()).toBe(before);
});

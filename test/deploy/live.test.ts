import { describe, expect, test } from 'vitest';
import { live, OSAKA_KEY, SEOUL_KEY, STRANGER_KEY } from './answers.ts';

describe('What a gateway answers', () => {
  test('is its interface, addresses, routes and peers', () => {
    expect(live()).toMatchObject({
      now: 1767323045,
      missing: [],
      interface: { publicKey: SEOUL_KEY, hasKey: true, listenPort: 51820, mtu: 1420, up: true },
      addresses: ['10.99.1.1/24', '10.99.1.2/32'],
      routes: ['10.99.2.0/24', '172.31.0.0/16'],
      record: { change: '00c0ffee00c0ffee', addresses: ['10.99.1.1/24', '10.99.1.2/32'], peers: [OSAKA_KEY] },
    });
    expect(live().pending).toBeUndefined();
  });

  test('is what each peer is like', () => {
    expect(live().peers).toEqual([
      {
        publicKey: OSAKA_KEY,
        presharedKey: 'same',
        endpoint: '203.0.113.2:51820',
        allowedIps: ['172.31.0.0/16', '10.99.2.0/24'],
        latestHandshake: 1767323000,
        received: 1234,
        sent: 5678,
        keepalive: 25,
      },
    ]);
  });

  test.each([
    [
      'no endpoint',
      '(none)\t10.0.0.0/8\t0\t0\t0\toff',
      { allowedIps: ['10.0.0.0/8'], keepalive: 0, latestHandshake: 0 },
    ],
    [
      'no networks',
      '192.0.2.1:9\t(none)\t7\t8\t9\t25',
      { endpoint: '192.0.2.1:9', allowedIps: [], keepalive: 25 },
    ],
  ])('may be a peer with %s', (_, words, expected) => {
    const { peers } = live({ wg: [`peer\t${STRANGER_KEY}\tunknown\t${words}`] });
    expect(peers[0]).toMatchObject({ publicKey: STRANGER_KEY, presharedKey: 'unknown', ...expected });
  });

  test.each([
    ['a host of IPv4', '10.1.2.3 proto 112 scope link', ['10.1.2.3/32']],
    ['a host of IPv6', 'fd00::7 proto 112 metric 1024 pref medium', ['fd00::7/128']],
    ["somebody else's", '10.1.0.0/16 proto static scope link', []],
    ['the whole world', 'default proto 112 scope link', ['default']],
  ])('may be a route to %s', (_, line, routes) => {
    expect(live({ routes: [line] }).routes).toEqual(routes);
  });

  test('may be that there is nothing yet', () => {
    const bare = live({ link: [], wg: [], addresses: [], routes: [], record: [], table: [], sysctls: [] });
    expect(bare.interface).toBeUndefined();
    expect(bare).toMatchObject({ addresses: [], routes: [], peers: [], table: [] });
    expect(bare.record).toEqual({ change: '', addresses: [], peers: [], endpoints: new Map(), plan: '' });
  });

  test('may be an interface that is down, and one without a key', () => {
    const down = live({
      link: ['5: wg0: <POINTOPOINT,NOARP> mtu 1280 qdisc noop state DOWN'],
      wg: ['interface\t(none)\t0\tno-key'],
    });
    expect(down.interface).toEqual({
      publicKey: '(none)',
      hasKey: false,
      listenPort: 0,
      mtu: 1280,
      up: false,
    });
  });

  test('may be that somebody is changing it, that tools are missing, that nft objects', () => {
    const answer = live({
      pending: ['alice since noon'],
      missing: ['wg', 'nft'],
      'nft-error': ['no such thing', 'x'],
    });
    expect(answer).toMatchObject({
      pending: 'alice since noon',
      missing: ['wg', 'nft'],
      tableError: 'no such thing',
    });
  });

  test('has the wanted table without the word that keeps it from being used', () => {
    expect(live().wantedTable).toEqual(live().table);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['UNKNOWN', undefined],
])('Whoever looks is connected from %s', (line, operator) => {
  expect(live({ operator: [line] }).operator).toBe(operator);
});

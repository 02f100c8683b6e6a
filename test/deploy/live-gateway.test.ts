import { describe, expect, test } from 'vitest';
import { FOREIGN_KEY, liveSeoul, OSAKA_KEY, SEOUL_KEY } from './replies.ts';

describe('The reply of a gateway', () => {
  test('has its interface, addresses and routes', () => {
    expect(liveSeoul()).toMatchObject({
      now: 1767323045,
      missingTools: [],
      interface: { publicKey: SEOUL_KEY, hasKey: true, listenPort: 51820, mtu: 1420, up: true },
      addresses: ['10.99.1.1/24', '10.99.1.2/32'],
      routes: ['10.99.2.0/24', '172.31.0.0/16'],
      record: { change: '00c0ffee00c0ffee', addresses: ['10.99.1.1/24', '10.99.1.2/32'], peers: [OSAKA_KEY] },
    });
    expect(liveSeoul().lockHolder).toBeUndefined();
  });

  test('has its peers', () => {
    expect(liveSeoul().peers).toEqual([
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
      'no allowed IPs',
      '192.0.2.1:9\t(none)\t7\t8\t9\t25',
      { endpoint: '192.0.2.1:9', allowedIps: [], keepalive: 25 },
    ],
  ])('may have a peer with %s', (_, fields, expected) => {
    const { peers } = liveSeoul({ wg: [`peer\t${FOREIGN_KEY}\tunknown\t${fields}`] });
    expect(peers[0]).toMatchObject({ publicKey: FOREIGN_KEY, presharedKey: 'unknown', ...expected });
  });

  test.each([
    ['an IPv4 host', '10.1.2.3 proto 112 scope link', ['10.1.2.3/32']],
    ['an IPv6 host', 'fd00::7 proto 112 metric 1024 pref medium', ['fd00::7/128']],
    ['a network, added by someone else', '10.1.0.0/16 proto static scope link', []],
    ['all networks', 'default proto 112 scope link', ['default']],
  ])('may have a route to %s', (_, line, routes) => {
    expect(liveSeoul({ routes: [line] }).routes).toEqual(routes);
  });

  test('may be that of a new host', () => {
    const bare = liveSeoul({
      link: [],
      wg: [],
      addresses: [],
      routes: [],
      record: [],
      table: [],
      sysctls: [],
    });
    expect(bare.interface).toBeUndefined();
    expect(bare).toMatchObject({ addresses: [], routes: [], peers: [], table: [] });
    expect(bare.record).toEqual({
      change: '',
      addresses: [],
      peers: [],
      endpoints: new Map(),
      planDigest: '',
    });
  });

  test('may have an interface that is down and has no key', () => {
    const down = liveSeoul({
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

  test('may have a lock holder, missing tools and an error of nft', () => {
    const gateway = liveSeoul({
      pending: ['alice since noon'],
      missing: ['wg', 'nft'],
      'nft-error': ['no such thing', 'x'],
    });
    expect(gateway).toMatchObject({
      lockHolder: 'alice since noon',
      missingTools: ['wg', 'nft'],
      plannedTableError: 'no such thing',
    });
  });

  test('has the planned table without the flag that disables it', () => {
    expect(liveSeoul().plannedTable).toEqual(liveSeoul().table);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['UNKNOWN', undefined],
])('The operator is connected from %s', (line, operator) => {
  expect(liveSeoul({ operator: [line] }).operator).toBe(operator);
});

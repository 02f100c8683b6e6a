import { describe, expect, test } from 'vitest';
import { differences } from '../../src/deploy/difference.ts';
import {
  AS_PLANNED,
  desiredSeoul,
  FOREIGN_KEY,
  liveSeoul,
  OSAKA_KEY,
  SEOUL_KEY,
  type Sections,
} from './replies.ts';

const told = (sections: Sections, prune = false): string[] =>
  differences(desiredSeoul(), liveSeoul(sections), { pruneForeignPeers: prune }).map(
    ({ what, sign, text }) => `${sign} ${what} ${text}`,
  );

/** A section of a gateway that is as planned, with a text in place of another. */
const edited = (name: string, from: string | RegExp, to: string): Sections => ({
  [name]: (AS_PLANNED[name] ?? []).map((line) => line.replace(from, to)),
});

const more = (name: string, line: string): Sections => ({ [name]: [...(AS_PLANNED[name] ?? []), line] });

const peer = (key: string, networks: string): string =>
  `peer\t${key}\tunknown\t(none)\t${networks}\t0\t0\t0\toff`;

describe('What differs from the plan', () => {
  test('is nothing on a gateway that is as planned', () => {
    expect(told({})).toEqual([]);
  });

  test.each<[string, Sections, string[]]>([
    ['another port', edited('wg', '\t51820\t', '\t51821\t'), ['~ interface port: 51821 -> 51820']],
    [
      'another key',
      edited('wg', SEOUL_KEY, FOREIGN_KEY),
      [`~ interface public key: ${FOREIGN_KEY} -> ${SEOUL_KEY}`],
    ],
    ['another MTU', edited('link', 'mtu 1420', 'mtu 1500'), ['~ interface MTU: 1500 -> 1420']],
    ['a link that is down', edited('link', 'UP,LOWER_UP', 'M-DOWN'), ['~ interface link: down -> up']],
    ['an address that is missing', edited('addresses', /^.*10\.99\.1\.2.*$/, ''), ['+ address 10.99.1.2/32']],
    ["somebody else's address", more('addresses', '5: wg0    inet 192.0.2.7/32 scope global wg0'), []],
    [
      'an address of an earlier change',
      {
        ...more('addresses', '5: wg0    inet 10.99.1.9/32 scope global wg0'),
        ...more('record', 'address 10.99.1.9/32'),
      },
      ['- address 10.99.1.9/32'],
    ],
    ['a route that is missing', edited('routes', /^172.*$/, ''), ['+ route 172.31.0.0/16']],
    ['a route too many', more('routes', '10.77.0.0/16 proto 112 scope link'), ['- route 10.77.0.0/16']],
    ["somebody else's route", more('routes', '10.77.0.0/16 proto static scope link'), []],
    [
      'networks in another order',
      edited('wg', '172.31.0.0/16,10.99.2.0/24', '10.99.2.0/24,172.31.0.0/16'),
      [],
    ],
    ['another preshared key', edited('wg', 'same', 'other'), ['~ peer vpc-peering-osaka preshared key']],
    ['another keepalive', edited('wg', /25$/, 'off'), ['~ peer vpc-peering-osaka keepalive: 0 -> 25']],
    ['a peer that has moved', edited('wg', '203.0.113.2:51820', '198.51.100.4:4711'), []],
    [
      'a peer that was never there, and is elsewhere',
      edited('wg', /203\.0\.113\.2:51820(.*)1767323000/, '198.51.100.4:4711$10'),
      ['~ peer vpc-peering-osaka endpoint: 198.51.100.4:4711 -> 203.0.113.2:51820'],
    ],
    [
      'a peer that is there, and that the plan looks for elsewhere by now',
      edited('record', '203.0.113.2:51820', '203.0.113.77:51820'),
      ['~ peer vpc-peering-osaka endpoint: 203.0.113.77:51820 -> 203.0.113.2:51820'],
    ],
    [
      'another plan kept for the next start',
      edited('record', /^plan .*$/, 'plan 00'),
      ['~ boot what is kept for the next start of the host'],
    ],
    ['a unit that is not enabled', { boot: ['not-enabled'] }, ['+ boot peerway-wg0.service, enabled']],
    ['a host that can keep nothing', { boot: ['cannot-keep'], record: [] }, []],
    [
      'another element of a set, which nft writes over two lines',
      {
        'planned-table': [
          'table inet peerway {',
          '\tset vpc {',
          '\t\telements = { 10.0.0.0/16,',
          '\t\t\t     10.1.0.0/16 }',
          '\t}',
          '}',
        ],
        table: ['table inet peerway {', '\tset vpc {', '\t\telements = { 10.0.0.0/16 }', '\t}', '}'],
      },
      ['+ firewall set vpc: 10.1.0.0/16'],
    ],
    ["somebody else's peer", more('wg', peer(FOREIGN_KEY, '10.9.0.0/16')), []],
    [
      'a peer of an earlier change',
      { ...more('wg', peer(FOREIGN_KEY, '10.9.0.0/16')), ...more('record', `peer ${FOREIGN_KEY}`) },
      [`- peer ${FOREIGN_KEY}, AllowedIPs 10.9.0.0/16`],
    ],
    [
      'a setting',
      edited('sysctls', 'ip_forward 1', 'ip_forward 0'),
      ['~ sysctl net.ipv4.ip_forward: 0 -> 1'],
    ],
    [
      'a setting that is not there',
      edited('sysctls', /^.*wg0.*$/, ''),
      ['~ sysctl net.ipv4.conf.wg0.rp_filter: none -> 2'],
    ],
    ['a table that is missing', { table: [] }, ['+ firewall table inet peerway']],
    [
      'a rule that is missing',
      { 'planned-table': ['table inet peerway {', '\tdrop', '}'], table: ['table inet peerway {', '}'] },
      ['+ firewall drop'],
    ],
    [
      'rules in another order',
      { 'planned-table': ['a', 'b'], table: ['b', 'a'] },
      ['~ firewall table inet peerway: the order of its rules'],
    ],
  ])('with %s', (_, sections, expected) => {
    expect(told(sections)).toEqual(expected);
  });

  test('is everything on a gateway with nothing', () => {
    const bare = { link: [], wg: [], addresses: [], routes: [], record: [], table: [], sysctls: [] };
    expect(told(bare)).toEqual([
      '+ interface wg0, port 51820, MTU 1420',
      '+ address 10.99.1.1/24',
      '+ address 10.99.1.2/32',
      '+ peer vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24',
      '+ route 10.99.2.0/24',
      '+ route 172.31.0.0/16',
      '+ firewall table inet peerway',
      '~ sysctl net.ipv4.ip_forward: none -> 1',
      '~ sysctl net.ipv4.conf.wg0.rp_filter: none -> 2',
      '+ boot kept for the next start of the host',
    ]);
  });

  test("is somebody else's peer, too, when those are to go", () => {
    const sections = more('wg', peer(FOREIGN_KEY, '10.9.0.0/16'));
    expect(told(sections, true)).toEqual([`- peer ${FOREIGN_KEY}, AllowedIPs 10.9.0.0/16`]);
    expect(liveSeoul(sections).peers.map(({ publicKey }) => publicKey)).toEqual([OSAKA_KEY, FOREIGN_KEY]);
  });
});

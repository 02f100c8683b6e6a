import { describe, expect, test } from 'vitest';
import { signOf } from '../../src/commands/change-lines.ts';
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

const found = (sections: Sections, prune = false): string[] =>
  differences(desiredSeoul(), liveSeoul(sections), { pruneForeignPeers: prune }).map(
    (change) => `${signOf(change)} ${change.resource.kind} ${change.title}`,
  );

/** Returns a section of a gateway that is as planned, with one text replaced. */
const edited = (name: string, from: string | RegExp, to: string): Sections => ({
  [name]: (AS_PLANNED[name] ?? []).map((line) => line.replace(from, to)),
});

/** Returns a section of a gateway that is as planned, with one more line. */
const extended = (name: string, line: string): Sections => ({ [name]: [...(AS_PLANNED[name] ?? []), line] });

const peer = (key: string, networks: string): string =>
  `peer\t${key}\tunknown\t(none)\t${networks}\t0\t0\t0\toff`;

describe('Differences from the plan', () => {
  test('are empty on a gateway that is as planned', () => {
    expect(found({})).toEqual([]);
  });

  test.each<[string, Sections, string[]]>([
    ['show another port', edited('wg', '\t51820\t', '\t51821\t'), ['~ interface port: 51821 -> 51820']],
    [
      'show another key',
      edited('wg', SEOUL_KEY, FOREIGN_KEY),
      [`~ interface public key: ${FOREIGN_KEY} -> ${SEOUL_KEY}`],
    ],
    ['show another MTU', edited('link', 'mtu 1420', 'mtu 1500'), ['~ interface MTU: 1500 -> 1420']],
    ['show a link that is down', edited('link', 'UP,LOWER_UP', 'M-DOWN'), ['~ interface link: down -> up']],
    ['show a missing address', edited('addresses', /^.*10\.99\.1\.2.*$/, ''), ['+ address 10.99.1.2/32']],
    [
      'ignore an address that peerway did not add',
      extended('addresses', '5: wg0    inet 192.0.2.7/32 scope global wg0'),
      [],
    ],
    [
      'show an obsolete address of an earlier change',
      {
        ...extended('addresses', '5: wg0    inet 10.99.1.9/32 scope global wg0'),
        ...extended('record', 'address 10.99.1.9/32'),
      },
      ['- address 10.99.1.9/32'],
    ],
    ['show a missing route', edited('routes', /^172.*$/, ''), ['+ route 172.31.0.0/16']],
    [
      'show an extra route',
      extended('routes', '10.77.0.0/16 proto 112 scope link'),
      ['- route 10.77.0.0/16'],
    ],
    [
      'ignore a route that peerway did not add',
      extended('routes', '10.77.0.0/16 proto static scope link'),
      [],
    ],
    [
      'ignore the order of networks',
      edited('wg', '172.31.0.0/16,10.99.2.0/24', '10.99.2.0/24,172.31.0.0/16'),
      [],
    ],
    [
      'show lacking and extra networks of a peer as one change',
      edited('wg', '172.31.0.0/16,10.99.2.0/24', '10.99.2.0/24,10.66.0.0/16'),
      ['~ peer vpc-peering-osaka, AllowedIPs + 172.31.0.0/16 - 10.66.0.0/16'],
    ],
    ['show another preshared key', edited('wg', 'same', 'other'), ['~ peer vpc-peering-osaka preshared key']],
    ['show another keepalive', edited('wg', /25$/, 'off'), ['~ peer vpc-peering-osaka keepalive: 0 -> 25']],
    [
      'ignore the new endpoint of a peer that has moved',
      edited('wg', '203.0.113.2:51820', '198.51.100.4:4711'),
      [],
    ],
    [
      'show another endpoint of a peer without a handshake',
      edited('wg', /203\.0\.113\.2:51820(.*)1767323000/, '198.51.100.4:4711$10'),
      ['~ peer vpc-peering-osaka endpoint: 198.51.100.4:4711 -> 203.0.113.2:51820'],
    ],
    [
      'show a newly planned endpoint of a peer with a handshake',
      edited('record', '203.0.113.2:51820', '203.0.113.77:51820'),
      ['~ peer vpc-peering-osaka endpoint: 203.0.113.77:51820 -> 203.0.113.2:51820'],
    ],
    [
      'show another configuration for the next boot',
      edited('record', /^plan .*$/, 'plan 00'),
      ['~ boot files in /etc/peerway/wg0'],
    ],
    ['show a unit that is not enabled', { boot: ['not-enabled'] }, ['+ boot peerway-wg0.service, enabled']],
    ['ignore the boot files of a host that cannot keep any', { boot: ['cannot-keep'], record: [] }, []],
    [
      'show an element of a set that nft wraps',
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
    ['ignore a foreign peer', extended('wg', peer(FOREIGN_KEY, '10.9.0.0/16')), []],
    [
      'show an obsolete peer of an earlier change',
      { ...extended('wg', peer(FOREIGN_KEY, '10.9.0.0/16')), ...extended('record', `peer ${FOREIGN_KEY}`) },
      [`- peer ${FOREIGN_KEY}, AllowedIPs 10.9.0.0/16`],
    ],
    [
      'show a kernel setting',
      edited('sysctls', 'ip_forward 1', 'ip_forward 0'),
      ['~ sysctl net.ipv4.ip_forward: 0 -> 1'],
    ],
    [
      'show a missing kernel setting',
      edited('sysctls', /^.*wg0.*$/, ''),
      ['~ sysctl net.ipv4.conf.wg0.rp_filter: none -> 2'],
    ],
    ['show a missing table', { table: [] }, ['+ firewall table inet peerway']],
    [
      'show a missing rule',
      { 'planned-table': ['table inet peerway {', '\tdrop', '}'], table: ['table inet peerway {', '}'] },
      ['+ firewall drop'],
    ],
    [
      'show rules in another order',
      { 'planned-table': ['a', 'b'], table: ['b', 'a'] },
      ['~ firewall table inet peerway: order of rules'],
    ],
  ])('%s', (_, sections, expected) => {
    expect(found(sections)).toEqual(expected);
  });

  test('show everything on a new host', () => {
    const bare = { link: [], wg: [], addresses: [], routes: [], record: [], table: [], sysctls: [] };
    expect(found(bare)).toEqual([
      '+ interface wg0, port 51820, MTU 1420',
      '+ address 10.99.1.1/24',
      '+ address 10.99.1.2/32',
      '+ peer vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24',
      '+ route 10.99.2.0/24',
      '+ route 172.31.0.0/16',
      '+ firewall table inet peerway',
      '~ sysctl net.ipv4.ip_forward: none -> 1',
      '~ sysctl net.ipv4.conf.wg0.rp_filter: none -> 2',
      '+ boot files in /etc/peerway/wg0',
    ]);
  });

  test('show a foreign peer if those are pruned', () => {
    const sections = extended('wg', peer(FOREIGN_KEY, '10.9.0.0/16'));
    expect(found(sections, true)).toEqual([`- peer ${FOREIGN_KEY}, AllowedIPs 10.9.0.0/16`]);
    expect(liveSeoul(sections).peers.map(({ publicKey }) => publicKey)).toEqual([OSAKA_KEY, FOREIGN_KEY]);
  });
});

import { describe, expect, test } from 'vitest';
import { trafficProblems } from '../../src/deploy/health.ts';
import { networkLines } from '../../src/deploy/network-lines.ts';
import { AS_PLANNED, desiredSeoul, liveSeoul, type Sections } from './replies.ts';

const own = (match: string, answer: string, device = 'lan0'): string =>
  `10.0.0.0/16 10.0.0.1 ${device}\t${match}\t${answer}`;

const LAN = own('10.0.0.0/16 dev lan0 ', '10.0.0.1 from 172.31.0.1 dev lan0 \\    cache iif wg0 ');

const problems = (sections: Sections): string[] =>
  trafficProblems(desiredSeoul(), liveSeoul({ 'path-own': [LAN], ...sections }));

test('The kernel is asked about each network of the VPC and each remote one', () => {
  expect(networkLines(desiredSeoul())).toBe(
    'own 4 10.0.0.0/16 10.0.0.1 10.0.0.2 10.0.0.3 10.0.255.254\n' +
      'remote 4 10.99.2.0/24 10.99.2.1\nremote 4 172.31.0.0/16 172.31.0.1\n',
  );
});

describe('A network of the VPC', () => {
  const default4 = (rest: string) => [
    own(`default ${rest}`, `10.0.0.1 from 172.31.0.1 ${rest} \\ cache iif wg0`, 'wan0'),
  ];
  test.each<[string, Sections, string[]]>([
    ['on the LAN', {}, []],
    ['behind a router in the VPC, as in a cloud', { 'path-own': default4('via 10.0.0.254 dev eth0') }, []],
    [
      'that leaves by the default route',
      { 'path-own': default4('via 203.0.113.254 dev wan0') },
      [
        '10.0.0.0/16 of the VPC leaves by the default route (default via 203.0.113.254 dev wan0): add a route to it',
      ],
    ],
    [
      'that leaves by a default route without a router',
      { 'path-own': default4('dev ppp0 scope link') },
      ['10.0.0.0/16 of the VPC leaves by the default route (default dev ppp0 scope link): add a route to it'],
    ],
    [
      'without a route',
      { 'path-own': [own('', 'RTNETLINK answers: Network is unreachable', '-')] },
      [
        'packets from the tunnel to 10.0.0.0/16 of the VPC are lost: Network is unreachable; check `ip route` and `ip rule`',
      ],
    ],
    [
      'behind the tunnel',
      { 'path-own': [own('10.0.0.0/16 dev wg0', '10.0.0.1 from 172.31.0.1 dev wg0', 'wg0')] },
      ['10.0.0.0/16 of the VPC is routed back through the tunnel: 10.0.0.1 from 172.31.0.1 dev wg0'],
    ],
  ])('%s', (_, sections, expected) => {
    expect(problems(sections)).toEqual(expected);
  });

  test('is not judged while forwarding is off', () => {
    const sysctls = ['net/ipv4/ip_forward 0'];
    expect(problems({ sysctls, 'path-own': [own('', 'RTNETLINK answers: No route to host', '-')] })).toEqual([
      'IPv4 forwarding is off: sysctl -w net.ipv4.ip_forward=1',
    ]);
  });
});

describe('A path that differs from the plan', () => {
  const rules = [
    '4 0:\tfrom all lookup local',
    '4 32765:\tfrom 10.0.0.0/16 lookup 100',
    '4 32766:\tfrom all lookup main',
  ];
  const elsewhere = (remote: string, mark = '0') =>
    `out 10.0.0.1 ${remote} ${mark} ${remote} from 10.0.0.1 via 203.0.113.9 dev wan0 table 100 \\    cache iif lan0 `;

  test('is named once, with its policy rule', () => {
    expect(
      problems({ 'path-rules': rules, paths: [elsewhere('172.31.0.1'), elsewhere('10.99.2.1')] }),
    ).toEqual([
      'traffic from 10.0.0.0/16 to 172.31.0.0/16 and 1 more goes not through wg0 but via 203.0.113.9 dev wan0 table 100, by the rule "32765: from 10.0.0.0/16 lookup 100"',
    ]);
  });

  test('may be an error of the kernel', () => {
    const paths = ['in 10.0.0.1 172.31.0.1 0 RTNETLINK answers: Invalid argument'];
    expect(problems({ 'path-rules': rules, paths })).toEqual([
      'traffic from 172.31.0.0/16 to 10.0.0.0/16 is lost: Invalid argument; check `ip rule` and the tables that it names',
    ]);
  });

  test.each<[string, string[], string | undefined]>([
    ['no rule', [], undefined],
    ['a rule for all packets', ['iifname "lan0" meta mark set 0x1'], 'goes'],
    ['a rule for some packets', ['iifname "lan0" tcp dport 443 meta mark set 0x1'], 'may go'],
    ['a rule for other packets', ['iifname "eth9" meta mark set 0x1'], undefined],
    ['a rule with another mark', ['iifname "lan0" meta mark set 0x2'], undefined],
  ])('with a mark counts if a firewall sets it: %s', (_, marks, verb) => {
    const foreign = [
      'table ip mangle {',
      '\tchain PREROUTING {',
      '\t\ttype filter hook prerouting priority -150; policy accept;',
      ...marks.map((rule) => `\t\t${rule}`),
      '\t}',
      '}',
    ];
    const found = problems({ 'foreign-rules': foreign, paths: [elsewhere('172.31.0.1', '0x1')] });
    expect(found).toEqual(
      verb === undefined
        ? []
        : [
            expect.stringContaining(
              `172.31.0.0/16 with mark 0x1 ${verb} not through wg0 but via 203.0.113.9`,
            ),
          ],
    );
  });

  test.each([
    ['from all ipproto tcp dport 443 lookup 100', 1],
    ['from 10.0.5.0/24 ipproto tcp lookup 100', 1],
    ['from all to 172.16.0.0/12 tos 0x10 lookup 100', 1],
    ['from 192.0.2.0/24 ipproto tcp lookup 100', 0],
    ['from all uidrange 0-0 lookup 100', 0],
    ['from all iif lo ipproto tcp lookup 100', 0],
  ])('may be that of a part: %s', (rule, count) => {
    const found = problems({ 'path-rules': [`4 100:\t${rule}`] });
    expect(found).toEqual(
      Array(count).fill(`the rule "100: ${rule}" may route a part of the planned traffic elsewhere`),
    );
  });

  test('does not count for addresses outside the plan, or while the route is not deployed', () => {
    const answer = 'from 10.0.0.1 via 203.0.113.254 dev wan0 \\ cache';
    const paths = [
      `out 10.0.0.1 192.0.2.1 0 192.0.2.1 ${answer}`,
      `out 10.0.0.1 172.31.0.1 0 172.31.0.1 ${answer}`,
    ];
    const routes = (AS_PLANNED['routes'] ?? []).filter((line) => !line.startsWith('172.31'));
    expect(problems({ paths, routes })).toEqual([]);
    expect(problems({ paths })).toHaveLength(1);
  });
});

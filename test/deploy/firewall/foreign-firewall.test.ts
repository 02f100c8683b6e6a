import { describe, expect, test } from 'vitest';
import { foreignFirewall } from '../../../src/deploy/firewall/foreign-firewall.ts';
import { AS_PLANNED, desiredSeoul, liveSeoul, type Sections } from '../replies.ts';

const PATHS: Sections = {
  'path-own': [
    '10.0.0.0/16 10.0.0.1 lan0\t10.0.0.0/16 dev lan0\t10.0.0.1 from 172.31.0.1 dev lan0 \\ cache iif wg0',
  ],
  'path-uplinks': ['4 wan0'],
};

const problems = (sections: Sections): readonly string[] =>
  foreignFirewall(desiredSeoul(), liveSeoul({ ...AS_PLANNED, ...PATHS, ...sections })).problems;

/** A table with one base chain and further blocks. */
const nft = (
  chain: string,
  rules: readonly string[],
  more: readonly string[] = [],
  table = 'ip filter',
): string[] => [
  `table ${table} {`,
  '\tchain C {',
  `\t\ttype filter hook ${chain};`,
  ...rules.map((rule) => `\t\t${rule}`),
  '\t}',
  ...more.map((line) => `\t${line}`),
  '}',
];

const forward = (policy: string, rules: readonly string[], more: readonly string[] = []): string[] =>
  nft(`forward priority 0; policy ${policy}`, rules, more);

const ALL_LOST = ['traffic from lan0 to wg0', 'traffic from wg0 to lan0'];

const BOTH_WAYS = ['iifname "wg0" accept', 'oifname "wg0" accept'];

describe('A foreign chain for forwarded packets', () => {
  test.each<[string, string[], string[]]>([
    ['drops all by its policy', forward('drop', []), ALL_LOST.map((what) => `drops ${what}: "policy drop"`)],
    ['lets both ways through', forward('drop', BOTH_WAYS), []],
    [
      'names the interface by a pattern',
      forward('drop', ['iifname "wg*" accept', 'oifname "wg*" accept']),
      [],
    ],
    [
      'lets only one way through',
      forward('drop', ['iifname "wg0" counter accept']),
      ['drops traffic from lan0 to wg0: "policy drop"'],
    ],
    [
      'lets replies through as well',
      forward('drop', ['ct state 0x2,0x4 accept', 'iifname "wg0" accept']),
      ['drops traffic from lan0 to wg0: "policy drop"'],
    ],
    [
      'accepts after a final reject',
      forward('accept', ['counter reject with icmp 13', ...BOTH_WAYS]),
      ALL_LOST.map((what) => `drops ${what}: "counter reject with icmp 13"`),
    ],
    [
      'accepts by network',
      forward('drop', ['ip saddr { 10.0.0.0/16, 172.31.0.0/16, 10.99.2.0/24 } accept']),
      [],
    ],
    [
      'accepts by a set',
      forward(
        'drop',
        ['ip saddr @nets ip daddr @nets accept'],
        [
          'set nets {',
          '\ttype ipv4_addr',
          '\tflags interval',
          '\telements = { 10.0.0.0/8,',
          '\t\t     172.31.0.0-172.31.255.255 }',
          '}',
        ],
      ),
      [],
    ],
    [
      'accepts by a set that is too long to read',
      forward('drop', ['ip saddr @nets accept'], ['set nets {', '\ttype ipv4_addr', '\tcut', '}']),
      ALL_LOST.map((what) => `may drop ${what}: "policy drop"`),
    ],
    [
      'accepts only one of the networks',
      forward('drop', ['ip saddr 10.0.0.0/16 accept', 'ip saddr 172.31.0.0/16 accept']),
      ['drops traffic from wg0 to lan0, from 10.99.2.0/24: "policy drop"'],
    ],
    [
      'accepts a part of a network',
      forward('drop', [
        'iifname "lan0" accept',
        'ct state 0x2 accept',
        'ip saddr 172.31.5.0/24 accept',
        'ip saddr 10.99.2.0/24 accept',
      ]),
      ['may drop traffic from wg0 to lan0, from 172.31.0.0/16: "policy drop"'],
    ],
    [
      'accepts in a chain that it jumps to',
      forward('drop', ['jump X'], ['chain X {', ...BOTH_WAYS.map((rule) => `\t${rule}`), '}']),
      [],
    ],
    [
      'jumps to a chain only for other packets',
      forward('drop', ['iifname "eth9" jump X'], ['chain X {', '\taccept', '}']),
      ALL_LOST.map((what) => `drops ${what}: "policy drop"`),
    ],
    [
      'returns before the accept',
      forward('drop', ['jump X'], ['chain X {', '\tiifname "wg0" return', '\taccept', '}']),
      ['drops traffic from wg0 to lan0: "policy drop"'],
    ],
    [
      'goes to a chain that does not come back',
      forward('drop', ['iifname "wg0" goto X', 'accept'], ['chain X {', '\tip saddr 1.2.3.4 accept', '}']),
      ['drops traffic from wg0 to lan0: "policy drop"'],
    ],
    [
      'decides in a map',
      forward('drop', ['iifname vmap { "wg0" : accept, "lan0" : drop }']),
      ['drops traffic from lan0 to wg0: "iifname vmap { "wg0" : accept, "lan0" : drop }"'],
    ],
    [
      'decides in a named map',
      forward(
        'drop',
        ['iifname vmap @m'],
        [
          'map m {',
          '\ttype ifname : verdict',
          '\telements = { "wg0" : accept,',
          '\t\t     "lan*" : jump X }',
          '}',
          'chain X {',
          '\taccept',
          '}',
        ],
      ),
      [],
    ],
    [
      'compares pairs of interfaces',
      forward('drop', ['iifname . oifname { "lan0" . "wg0", "wg0" . "lan0" } accept']),
      [],
    ],
    [
      'compares pairs of networks in a set, one way',
      forward(
        'drop',
        ['ct state 0x2 accept', 'ip saddr . ip daddr @pairs accept'],
        [
          'set pairs {',
          '\ttype ipv4_addr . ipv4_addr',
          '\tflags interval',
          '\telements = { 10.0.0.0/16 . 172.31.0.0/16 }',
          '}',
        ],
      ),
      ['drops traffic from wg0 to lan0: "policy drop"'],
    ],
    [
      'compares pairs twice in one rule, which both have to hold',
      forward('accept', [
        'ip saddr . ip daddr { 172.31.0.0/16 . 10.0.0.0/16 } iifname . oifname { "lan0" . "wg0" } drop',
        'iifname . oifname { "wg0" . "lan0" } ip saddr . ip daddr { 10.0.0.0/16 . 172.31.0.0/16 } drop',
      ]),
      [],
    ],
    [
      'decides in a map of pairs, with a default',
      forward('accept', ['iifname . oifname vmap { * : drop, "wg0" . "lan0" : accept }']),
      ['drops traffic from lan0 to wg0: "iifname . oifname vmap { * : drop, "wg0" . "lan0" : accept }"'],
    ],
    [
      'compares a pair with a field that cannot be read',
      forward('drop', ['ip saddr . ether saddr { 10.0.0.5 . 00:11:22:33:44:55 } accept']),
      ALL_LOST.map((what) => `may drop ${what}: "policy drop"`),
    ],
    [
      'maps connection states',
      forward('accept', ['ct state vmap { 0x1 : drop, 0x2 : accept, 0x4 : accept }']),
      [],
    ],
    [
      'drops new connections',
      forward('accept', ['ct state { 0x8 } iifname "lan0" drop']),
      ['drops traffic from lan0 to wg0: "ct state { 0x8 } iifname "lan0" drop"'],
    ],
    [
      'drops one port, as meant',
      forward('accept', ['tcp dport 25 drop', 'meta l4proto 6 tcp flags & 0x3 == 0x3 drop']),
      [],
    ],
    [
      'accepts only one port',
      forward('drop', ['tcp dport 443 accept']),
      ALL_LOST.map((what) => `drops ${what} other than what earlier rules accept: "policy drop"`),
    ],
    [
      'has a condition that cannot be read',
      forward('accept', ['xt match geoip counter drop']),
      ALL_LOST.map((what) => `may drop ${what}: "xt match geoip counter drop"`),
    ],
    [
      'drops packets with a mark that no rule sets',
      forward('accept', ['meta mark & 0x00008000 == 0x00008000 drop']),
      [],
    ],
    ['drops invalid packets', forward('accept', ['ct state 0x1 drop']), []],
    [
      'is about other interfaces',
      forward('accept', ['iifname "docker0" drop', 'oifname "docker0" oifname != "wg0" drop']),
      [],
    ],
    ['is of the other family', ['table ip6 filter {', ...forward('drop', []).slice(1)], []],
    [
      'has an anonymous chain',
      forward('drop', ['iifname "wg0" jump {', '\taccept', '}', 'oifname "wg0" accept']),
      [],
    ],
  ])('%s', (_, lines, expected) => {
    const found = problems({ 'foreign-rules': lines });
    expect(found.filter((line) => line.includes('traffic')).sort()).toEqual(
      expected.map((text) => `table ip filter ${text} in chain C`).sort(),
    );
  });

  test('rejects only the family that its answer is of', () => {
    const reject = (kind: string) =>
      problems({
        'foreign-rules': ['table inet filter {', ...forward('accept', [`reject with ${kind} 4`]).slice(1)],
      });
    expect(reject('icmpv6')).toEqual([]);
    expect(reject('icmp')).toHaveLength(2);
    expect(reject('icmpx')).toHaveLength(2);
  });

  test('names replies if only they are lost', () => {
    const lines = forward('accept', ['ct state 0x2 iifname "wg0" drop']);
    expect(problems({ 'foreign-rules': lines })).toEqual([
      'table ip filter drops replies from wg0 to lan0: "ct state 0x2 iifname "wg0" drop" in chain C',
    ]);
  });
});

test.each<[string, string[], string[]]>([
  [
    'prerouting',
    nft('prerouting priority -300; policy accept', ['iifname "wg0" drop']),
    ['drops traffic from wg0 to lan0'],
  ],
  [
    'postrouting',
    nft('postrouting priority -150; policy accept', ['oifname "lan0" drop']),
    ['drops traffic from wg0 to lan0'],
  ],
  [
    'before connection tracking',
    nft('prerouting priority -300; policy accept', ['iifname "lan0" ct state 0x1 drop']),
    ['drops traffic from lan0 to wg0'],
  ],
  [
    'an interface not known yet',
    nft('prerouting priority -300; policy accept', ['oifname != "lan0" drop']),
    [],
  ],
  [
    'ingress of an interface',
    nft('ingress device "lan0" priority 0; policy accept', ['ip saddr 10.0.0.0/8 drop'], [], 'netdev f'),
    ['drops traffic from lan0 to wg0'],
  ],
  [
    'ingress of another interface',
    nft('ingress device "wan0" priority 0; policy accept', ['ip saddr 10.0.0.0/8 drop'], [], 'netdev f'),
    [],
  ],
])('A foreign chain at %s', (_, lines, expected) => {
  const found = problems({ 'foreign-rules': lines });
  expect(found.map((line) => line.replace(/^table \S+ \S+ /, '').replace(/: ".*/, ''))).toEqual(expected);
});

describe('A foreign chain for packets of WireGuard', () => {
  const input = (policy: string, ...rules: string[]) => nft(`input priority 0; policy ${policy}`, rules);
  const output = (policy: string, ...rules: string[]) => nft(`output priority 0; policy ${policy}`, rules);
  test.each<[string, string[], string[]]>([
    ['opens the port', input('drop', 'udp dport 51820 accept'), []],
    [
      'opens the port among others',
      input('drop', 'meta l4proto 17 udp dport { 53, 51000-52000 } counter accept'),
      [],
    ],
    [
      'opens another port',
      input('drop', 'udp dport 5182 accept'),
      ['drops incoming UDP 51820: "policy drop"'],
    ],
    [
      'opens the port for TCP',
      input('drop', 'tcp dport 51820 accept'),
      ['drops incoming UDP 51820: "policy drop"'],
    ],
    [
      'opens the port after a reject',
      input('accept', 'reject', 'udp dport 51820 accept'),
      ['drops incoming UDP 51820: "reject"'],
    ],
    ['opens the port on the uplink', input('drop', 'iifname "wan0" udp dport 51820 accept'), []],
    [
      'opens the port on another interface',
      input('drop', 'iifname "eth9" udp dport 51820 accept'),
      ['drops incoming UDP 51820: "policy drop"'],
    ],
    ['opens the port for the peer', input('drop', 'ip saddr 203.0.113.2 udp dport 51820 accept'), []],
    [
      'lets in replies only',
      input('drop', 'ct state 0x2,0x4 accept'),
      [
        'drops incoming UDP 51820 that is no reply, so only this gateway can start a handshake: "policy drop"',
      ],
    ],
    ['lets nothing out', output('drop'), ['drops outgoing UDP from port 51820: "policy drop"']],
    ['lets the port out', output('drop', 'udp dport 51820 accept'), []],
  ])('%s', (_, lines, expected) => {
    expect(problems({ 'foreign-rules': lines })).toEqual(
      expected.map((text) => `table ip filter ${text} in chain C`),
    );
  });
});

describe('iptables-legacy', () => {
  const save = (policy: string, ...rules: string[]): string[] => [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    `:FORWARD ${policy} [3:180]`,
    ':OUTPUT ACCEPT [0:0]',
    ':X - [0:0]',
    ...rules.map((rule) => `-A ${rule}`),
  ];
  test.each<[string, string[], string[]]>([
    ['drops by its policy', save('DROP'), ALL_LOST.map((what) => `drops ${what}: "policy drop"`)],
    [
      'lets both ways through',
      save('DROP', 'FORWARD -i wg+ -j ACCEPT', 'FORWARD -o wg0 -m comment --comment "a b" -j ACCEPT'),
      [],
    ],
    [
      'lets one way through',
      save(
        'DROP',
        'FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        'FORWARD -o wg0 -j X',
        'X -j ACCEPT',
      ),
      ['drops traffic from wg0 to lan0: "policy drop"'],
    ],
    [
      'rejects first',
      save('ACCEPT', 'FORWARD -j REJECT --reject-with icmp-port-unreachable', 'FORWARD -i wg0 -j ACCEPT'),
      ALL_LOST.map((what) => `drops ${what}: "-A FORWARD -j REJECT --reject-with icmp-port-unreachable"`),
    ],
    [
      'accepts other networks',
      save(
        'DROP',
        'FORWARD ! -s 10.7.0.0/16 -d 172.31.0.0/16 -j ACCEPT',
        'FORWARD -d 10.99.2.0/24 -j ACCEPT',
        'FORWARD -d 10.0.0.0/16 -j ACCEPT',
      ),
      [],
    ],
    [
      'reads a set',
      save('ACCEPT', 'FORWARD -m set --match-set bad src -j DROP'),
      ALL_LOST.map((what) => `may drop ${what}: "-A FORWARD -m set --match-set bad src -j DROP"`),
    ],
  ])('%s', (_, lines, expected) => {
    expect([...problems({ 'legacy-rules4': lines })].sort()).toEqual(
      expected.map((text) => `table filter of iptables-legacy ${text} in chain FORWARD`).sort(),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { allowsInterface, allowsUdpPort, droppingChains } from '../../src/deploy/dropping-chains.ts';

const BOTH = { ipv4: true, ipv6: true };

const chain = (hook: string, policy: string, ...rules: string[]): string[] => [
  '\tchain FORWARD {',
  `\t\ttype filter hook ${hook} priority filter; policy ${policy};`,
  ...rules.map((rule) => `\t\t${rule}`),
];

const dropping = (lines: readonly string[], table = 'ip filter', families = BOTH) =>
  droppingChains([`table ${table} {`, ...lines], families).map(({ hook }) => hook);

describe('A foreign table', () => {
  test.each<[string, string[], string[]]>([
    ['drops by its policy', chain('forward', 'drop'), ['forward']],
    ['drops by its last rule', chain('forward', 'accept', 'reject with icmpx admin-prohibited'), ['forward']],
    ['drops by a rule with a counter', chain('input', 'accept', 'counter drop'), ['input']],
    ['does not drop if its policy is accept', chain('forward', 'accept'), []],
    ['does not drop if a rule accepts everything before the policy', chain('forward', 'drop', 'accept'), []],
    ['does not drop in a chain without a hook', ['\tchain DOCKER {', '\t\tdrop'], []],
    [
      'can drop in several chains',
      [...chain('input', 'drop'), ...chain('forward', 'drop')],
      ['input', 'forward'],
    ],
  ])('%s', (_, lines, hooks) => {
    expect(dropping(lines)).toEqual(hooks);
  });

  test.each<[string, { ipv4: boolean; ipv6: boolean }, boolean]>([
    ['inet filter', { ipv4: true, ipv6: false }, true],
    ['ip filter', { ipv4: false, ipv6: true }, false],
    ['ip6 filter', { ipv4: true, ipv6: false }, false],
    ['ip6 filter', BOTH, true],
    ['bridge filter', BOTH, false],
  ])('%s is relevant to a tunnel with %j: %s', (table, families, isRelevant) => {
    expect(dropping(chain('forward', 'drop'), table, families)).toHaveLength(isRelevant ? 1 : 0);
  });
});

const rulesOf = (...rules: string[]) => ({ table: 'ip filter', hook: 'input', rules });

test.each<[string, boolean]>([
  ['udp dport 51820 accept', true],
  ['meta l4proto udp udp dport 51820 counter accept', true],
  ['udp dport { 53, 51820 } accept', true],
  ['udp dport 51000-52000 counter accept', true],
  ['udp dport { 53, 60000-61000 } accept', false],
  ['udp dport 5182 accept', false],
  ['udp dport 51820 drop', false],
  ['iifname "wg0" accept', false],
])('%s allows UDP 51820: %s', (rule, isAllowed) => {
  expect(allowsUdpPort(rulesOf(rule), 51_820)).toBe(isAllowed);
});

test.each<[string, boolean]>([
  ['iifname "wg0" accept', true],
  ['iifname "wg0" counter jump TUNNEL', true],
  ['iifname { "eth1", "wg0" } accept', true],
  ['iifname "wg0" drop', false],
  ['iifname "wg01" accept', false],
])('%s allows wg0: %s', (rule, isAllowed) => {
  expect(allowsInterface(rulesOf(rule), 'wg0')).toBe(isAllowed);
});

test('Rules in chains that are jumped to count too', () => {
  const [found] = droppingChains(
    ['table inet fw {', ...chain('forward', 'drop'), '\tchain ALLOW {', '\t\tiifname "wg0" accept'],
    BOTH,
  );
  expect(found && allowsInterface(found, 'wg0')).toBe(true);
});

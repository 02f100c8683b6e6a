import { describe, expect, test } from 'vitest';
import { droppingChains, namesInterface, opensPort } from '../../src/deploy/firewalls.ts';

const BOTH = { ipv4: true, ipv6: true };

const chain = (hook: string, policy: string, ...rules: string[]): string[] => [
  '\tchain FORWARD {',
  `\t\ttype filter hook ${hook} priority filter; policy ${policy};`,
  ...rules.map((rule) => `\t\t${rule}`),
];

const dropping = (lines: readonly string[], table = 'ip filter', families = BOTH) =>
  droppingChains([`table ${table} {`, ...lines], families).map(({ hook }) => hook);

describe('Another table drops', () => {
  test.each<[string, string[], string[]]>([
    ['by its policy', chain('forward', 'drop'), ['forward']],
    ['by its last rule', chain('forward', 'accept', 'reject with icmpx admin-prohibited'), ['forward']],
    ['by a rule that counts', chain('input', 'accept', 'counter drop'), ['input']],
    ['not where it accepts all', chain('forward', 'accept'), []],
    ['not where a rule accepts all before the policy', chain('forward', 'drop', 'accept'), []],
    ['not in a chain without a hook', ['\tchain DOCKER {', '\t\tdrop'], []],
    ['in each of its chains', [...chain('input', 'drop'), ...chain('forward', 'drop')], ['input', 'forward']],
  ])('%s', (_, lines, hooks) => {
    expect(dropping(lines)).toEqual(hooks);
  });

  test.each<[string, { ipv4: boolean; ipv6: boolean }, boolean]>([
    ['inet filter', { ipv4: true, ipv6: false }, true],
    ['ip filter', { ipv4: false, ipv6: true }, false],
    ['ip6 filter', { ipv4: true, ipv6: false }, false],
    ['ip6 filter', BOTH, true],
    ['bridge filter', BOTH, false],
  ])('in %s where the tunnel speaks %j: %s', (table, families, concerned) => {
    expect(dropping(chain('forward', 'drop'), table, families)).toHaveLength(concerned ? 1 : 0);
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
])('%s opens UDP 51820: %s', (rule, opens) => {
  expect(opensPort(rulesOf(rule), 51_820)).toBe(opens);
});

test.each<[string, boolean]>([
  ['iifname "wg0" accept', true],
  ['iifname "wg0" counter jump TUNNEL', true],
  ['iifname { "eth1", "wg0" } accept', true],
  ['iifname "wg0" drop', false],
  ['iifname "wg01" accept', false],
])('%s lets wg0 through: %s', (rule, lets) => {
  expect(namesInterface(rulesOf(rule), 'wg0')).toBe(lets);
});

test('The rules of chains that are jumped to count as well', () => {
  const [found] = droppingChains(
    ['table inet fw {', ...chain('forward', 'drop'), '\tchain ALLOW {', '\t\tiifname "wg0" accept'],
    BOTH,
  );
  expect(found && namesInterface(found, 'wg0')).toBe(true);
});

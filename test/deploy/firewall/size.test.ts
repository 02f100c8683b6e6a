import { expect, test } from 'vitest';
import { foreignFirewall } from '../../../src/deploy/firewall/foreign-firewall.ts';
import { readCidr } from '../../../src/model/address/cidr.ts';
import type { DesiredGateway } from '../../../src/model/desired/gateway.ts';
import { desiredSeoul, liveSeoul } from '../replies.ts';

const COUNT = 2000;
const networks = Array.from({ length: COUNT }, (_, at) => `172.${16 + (at >> 8)}.${at & 255}.0/24`);

const desired = (): DesiredGateway => {
  const seoul = desiredSeoul();
  const peeredVpcs = networks.map((text) => readCidr(text) as DesiredGateway['routes'][number]);
  return { ...seoul, routes: peeredVpcs, firewall: { ...seoul.firewall, peeredVpcs } };
};

const problems = (rules: readonly string[]): readonly string[] => {
  const live = liveSeoul({
    'path-own': ['10.0.0.0/16 10.0.0.1 lan0\t10.0.0.0/16 dev lan0\t10.0.0.1 from 172.16.0.1 dev lan0'],
    'foreign-rules': ['table ip filter {', ...rules, '}'],
  });
  // Rules are counted, and too many are a problem of their own, so that no clock is needed.
  return foreignFirewall(desired(), live).problems;
};

const chain = (name: string, ...rules: string[]): string[] => [
  `\tchain ${name} {`,
  ...rules.map((rule) => `\t\t${rule}`),
  '\t}',
];

test('A rule for each of two thousand networks is followed, and the one that is missing is named', () => {
  const rules = networks
    .slice(1)
    .flatMap((network) => [`ip saddr ${network} accept`, `ip daddr ${network} accept`]);
  expect(
    problems(
      chain(
        'FORWARD',
        'type filter hook forward priority 0; policy drop;',
        'ip saddr 10.99.2.0/24 accept',
        'ip daddr 10.99.2.0/24 accept',
        ...rules,
      ),
    ),
  ).toEqual([
    'table ip filter drops traffic from lan0 to wg0, to 172.16.0.0/24: "policy drop" in chain FORWARD',
    'table ip filter drops traffic from wg0 to lan0, from 172.16.0.0/24: "policy drop" in chain FORWARD',
  ]);
});

test('Chains that multiply by their jumps are given up, with a warning', () => {
  const levels = Array.from({ length: 14 }, (_, at) =>
    chain(`L${at}`, ...Array.from({ length: 10 }, () => `jump L${at + 1}`)),
  );
  expect(
    problems([
      ...chain('FORWARD', 'type filter hook forward priority 0; policy accept;', 'jump L0'),
      ...levels.flat(),
      ...chain('L14', 'ip saddr 192.0.2.0/24 drop'),
    ]),
  ).toEqual([expect.stringContaining('may drop traffic: they have too many rules')]);
});

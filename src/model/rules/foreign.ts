/** Conditions for the networks that a gateway allows for foreign peers. */
import { type Cidr, contains, overlaps } from '../address/cidr.ts';
import { unroutablePart } from '../address/special.ts';
import { allocatedAddresses } from '../allocated-addresses.ts';
import { allOf } from '../listed.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import type { Rule, Violation } from './rule.ts';

/** A network that is not behind the tunnel, or belongs to the plan, cannot be that of a foreign peer. */
export const foreignOverlap: Rule<{ readonly state: State; readonly gateway: Gateway }> = {
  code: 'foreign-overlap',
  reason: 'an allowed foreign network is in use',
  hint: ({ gateway }) =>
    `run \`peerway gateway status ${gateway.name}\` to see the networks of its foreign peers`,
  find: ({ state, gateway }) => (gateway.allowForeign ?? []).flatMap((cidr) => usesOf(state, gateway, cidr)),
};

function usesOf(state: State, gateway: Gateway, cidr: Cidr): Violation[] {
  const part = unroutablePart(cidr);
  if (part) return [violation(`${cidr} holds ${part.what} (${part.range}), which cannot be routed`)];
  const own = vpcOf(state, gateway).cidrs.find((one) => overlaps(one, cidr));
  if (own)
    return [violation(`${cidr} overlaps ${own} of VPC ${gateway.vpc}, which is not behind the tunnel`)];
  if (!gateway.tunnelSubnets.some((subnet) => overlaps(subnet, cidr))) return [];
  return [...allocatedAddresses(state, { ...gateway, allowForeign: [] })]
    .filter((ip) => contains(cidr, ip))
    .slice(0, 1)
    .map((ip) => violation(`${cidr} contains ${ip}, which ${gateway.name} uses itself or has assigned`));
}

/** Warns of allowed networks that no foreign peer has, as far as an import has recorded them. */
export function strayForeign({ name, foreignPeers = [] }: Gateway, allowed: readonly Cidr[]): string[] {
  if (foreignPeers.length === 0) return [];
  const held = foreignPeers.flatMap(({ allowedIps }) => allowedIps);
  const stray = allowed.filter((cidr) => !held.some((one) => overlaps(one, cidr)));
  if (stray.length === 0) return [];
  return [
    `no foreign peer that was imported with ${name} has ${allOf(stray)}; run \`peerway gateway peers ${name}\` to see their networks, and \`peerway gateway status ${name}\` for those on its host now`,
  ];
}

const violation = (message: string): Violation => ({ message });

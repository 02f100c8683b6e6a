/** Rules about the address families of two ends. */
import { type Cidr, familyOf } from '../address/cidr.ts';
import { nextFreeOf } from '../address/free.ts';
import type { Family } from '../address/ip.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import { usedNetworks } from './claims.ts';
import type { GatewayProposal, VpcProposal } from './proposal.ts';
import type { Rule, Violation } from './rule.ts';

/** The networks that decide which families a gateway can use: those of its VPC and of its tunnel. */
export const ownNetworks = (state: State, gateway: Gateway): readonly Cidr[] => [
  ...vpcOf(state, gateway).cidrs,
  ...gateway.tunnelSubnets,
];

const familiesOf = (cidrs: readonly Cidr[]): ReadonlySet<Family> => new Set(cidrs.map(familyOf));

interface NetworkedEnd {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
}

function violations(one: NetworkedEnd, other: NetworkedEnd): Violation[] {
  const [ours, theirs] = [familiesOf(one.cidrs), familiesOf(other.cidrs)];
  if ([...ours].some((family) => theirs.has(family))) return [];
  return [
    {
      message: `${one.name} has only IPv${[...ours][0]} and ${other.name} only IPv${[...theirs][0]}: no address of one could reach the other`,
      details: () => [one, other].map(({ name, cidrs }) => `networks of ${name}: ${cidrs.join(', ')}`),
    },
  ];
}

const NO_COMMON_FAMILY = {
  code: 'no-common-family',
  reason: 'no address family in common',
  dependsOn: 'ends',
} as const;

/** A cloud assigns the ranges of its VPCs; any other VPC can get the next free one. */
function hintForFamily(state: State, { name, provider }: Vpc, [family]: Iterable<Family>): string {
  if (provider.kind !== 'generic')
    return `once VPC ${name} has an IPv${family} range, run \`peerway vpc import --from-${provider.kind}\``;
  const free = family && nextFreeOf(family, usedNetworks(state), family === 4 ? 16 : 48);
  return `give VPC ${name} an IPv${family} range, such as a free one: run \`peerway vpc update ${name} --add-cidr ${free}\``;
}

/** Without a network of a family of its own, a gateway can use none of the other's networks: AllowedIPs would be empty. */
export const noCommonFamily: Rule<GatewayProposal> = {
  ...NO_COMMON_FAMILY,
  hint: ({ state, accepter, requester }) =>
    hintForFamily(state, vpcOf(state, accepter), familiesOf(ownNetworks(state, requester))),
  find: ({ state, requester, accepter }) =>
    violations(
      { name: requester.name, cidrs: ownNetworks(state, requester) },
      { name: accepter.name, cidrs: ownNetworks(state, accepter) },
    ),
};

export const vpcsWithoutCommonFamily: Rule<VpcProposal> = {
  ...NO_COMMON_FAMILY,
  hint: ({ state, requester, accepter }) => hintForFamily(state, accepter, familiesOf(requester.cidrs)),
  find: ({ requester, accepter }) => violations(requester, accepter),
};

/** Rules about the address families of two ends. */
import { type Cidr, familyOf } from '../address/cidr.ts';
import type { Family } from '../address/ip.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
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
  dependsOn: 'families',
} as const;

/** Without a network of a family of its own, a gateway can use none of the other's networks: AllowedIPs would be empty. */
export const noCommonFamily: Rule<GatewayProposal> = {
  ...NO_COMMON_FAMILY,
  hint: ({ state, accepter, requester }) => {
    const [family] = familiesOf(ownNetworks(state, requester));
    return `give VPC ${accepter.vpc} an IPv${family} range: run \`peerway vpc update ${accepter.vpc} --add-cidr <cidr>\``;
  },
  find: ({ state, requester, accepter }) =>
    violations(
      { name: requester.name, cidrs: ownNetworks(state, requester) },
      { name: accepter.name, cidrs: ownNetworks(state, accepter) },
    ),
};

export const vpcsWithoutCommonFamily: Rule<VpcProposal> = {
  ...NO_COMMON_FAMILY,
  hint: ({ requester, accepter }) => {
    const [family] = familiesOf(requester.cidrs);
    return `give VPC ${accepter.name} an IPv${family} range: run \`peerway vpc update ${accepter.name} --add-cidr <cidr>\``;
  },
  find: ({ requester, accepter }) => violations(requester, accepter),
};

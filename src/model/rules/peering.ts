/**
 * What has to hold for two gateways to be peered. Each rule is a small function that returns all of its
 * problems; all rules are asked, in the order in which their problems are reported.
 */
import type { Problem } from '../../errors.ts';
import type { Cidr } from '../address/cidr.ts';
import { lowestFree, peerCapacity } from '../address/pool.ts';
import { allocatedAddresses } from '../allocated-addresses.ts';
import { isIp } from '../endpoint.ts';
import { clientsOf, isAlive, peeringsOf, sidesFrom } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { type Claim, claimHolding, claimsOf } from './claims.ts';
import { locationProblems } from './locations.ts';
import { routeConflict, tunnelOverlapsVpc, tunnelSubnetsOverlap, vpcCidrsOverlap } from './overlaps.ts';
import { bothOf, inSameVpc, type Proposal, presentPeers, problem, type Rule, waysOf } from './proposal.ts';

const sameVpc: Rule = (proposal) =>
  inSameVpc(proposal)
    ? [
        problem('same-vpc', 'Cannot peer gateways in the same VPC', () => [
          `both are in VPC ${proposal.requester.vpc}`,
        ]),
      ]
    : [];

const peeringExists: Rule = ({ state, requester, accepter, existing }) => {
  const other = peeringsOf(state, requester.name).find(
    (peering) =>
      isAlive(peering) &&
      peering.name !== existing &&
      sidesFrom(peering, requester.name).remote.gateway === accepter.name,
  );
  if (!other || requester.name === accepter.name) return [];
  return [
    problem('peering-exists', 'A peering already exists between these gateways', () => [
      `peering ${other.name} is ${other.status}`,
    ]),
  ];
};

const gatewayNotActive: Rule = (proposal) =>
  distinct(bothOf(proposal).filter(({ status }) => status !== 'active')).map(({ name, status }) =>
    problem('gateway-not-active', `Gateway ${name} is ${status}; both gateways must be active`),
  );

const vpnDisabledInLocation: Rule = (proposal) => locationProblems(proposal.state, bothOf(proposal));

/**
 * An endpoint inside AllowedIPs is sent into the very tunnel that it carries. That is so on the gateways
 * themselves, for every pair of peers, and on the clients of either, whose AllowedIPs hold both VPCs.
 */
const endpointInsidePeer: Rule = (proposal) => {
  const { state } = proposal;
  const pairClaims = distinct(bothOf(proposal)).flatMap((gateway) => claimsOf(state, gateway));
  const found = distinct(bothOf(proposal)).map((gateway) => endpointProblem(gateway, pairClaims));
  for (const [z, x] of waysOf(proposal)) {
    for (const y of presentPeers(proposal, z, x)) {
      found.push(endpointProblem(x, claimsOf(state, y)), endpointProblem(y, claimsOf(state, x)));
    }
  }
  const problems = found.filter((one) => one !== undefined);
  return [...new Map(problems.map((one) => [one.message, one])).values()];
};

function endpointProblem(gateway: Gateway, claims: readonly Claim[]): Problem | undefined {
  const { host } = gateway.endpoint;
  const claim = isIp(host) ? claimHolding(claims, host) : undefined;
  if (!claim) return undefined;
  const message = `The endpoint of ${gateway.name} lies inside ${claim.cidr}, which would be routed through the tunnel`;
  return problem('endpoint-inside-peer', message, () => [
    `${host} is in ${claim.cidr} of ${claim.kind === 'vpc' ? 'VPC' : 'gateway'} ${claim.holder}`,
  ]);
}

const tunnelSubnetFull: Rule = (proposal) =>
  distinct(bothOf(proposal)).flatMap((gateway) =>
    gateway.tunnelSubnets
      .filter((subnet) => isFull(proposal.state, gateway, subnet))
      .map((subnet) =>
        problem(
          'tunnel-subnet-full',
          `No free address is left in the tunnel subnet ${subnet} of ${gateway.name}`,
        ),
      ),
  );

/** Most subnets have more addresses than anybody could hold: which ones are free need not be known then. */
function isFull(state: State, gateway: Gateway, subnet: Cidr): boolean {
  const most = peeringsOf(state, gateway.name).length + clientsOf(state, gateway.name).length;
  return peerCapacity(subnet) <= most && lowestFree(subnet, allocatedAddresses(state, gateway)) === undefined;
}

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** What can turn wrong when a CIDR, a tunnel subnet or an endpoint changes. */
const ADDRESS_RULES: readonly Rule[] = [
  vpcCidrsOverlap,
  tunnelSubnetsOverlap,
  tunnelOverlapsVpc,
  routeConflict,
  endpointInsidePeer,
];

/** In the order of the report. */
const ALL_RULES: readonly Rule[] = [
  sameVpc,
  peeringExists,
  vpcCidrsOverlap,
  tunnelSubnetsOverlap,
  tunnelOverlapsVpc,
  gatewayNotActive,
  vpnDisabledInLocation,
  routeConflict,
  endpointInsidePeer,
  tunnelSubnetFull,
];

const ask = (rules: readonly Rule[], proposal: Proposal): Problem[] =>
  rules.flatMap((rule) => rule(proposal));

/** Everything that speaks against a new peering. */
export const creationProblems = (proposal: Proposal): Problem[] => ask(ALL_RULES, proposal);

/** What is not known of the two by knowing that they are in nobody's way and have room. */
const RULES_OF_THE_PAIR = ALL_RULES.filter(
  (rule) => !ADDRESS_RULES.includes(rule) && rule !== tunnelSubnetFull,
);

/** Whether nothing speaks against a new peering. */
export const isAllowed = (proposal: Proposal): boolean =>
  ALL_RULES.every((rule) => rule(proposal).length === 0);

/** Whether nothing speaks against it but what depends on addresses, if anything. */
export const isAllowedBesideAddresses = (proposal: Proposal): boolean =>
  RULES_OF_THE_PAIR.every((rule) => rule(proposal).length === 0);

/** Everything that speaks against accepting a pending one; its tunnel addresses are reserved already. */
export const acceptanceProblems = (proposal: Proposal): Problem[] =>
  ask(
    ALL_RULES.filter((rule) => rule !== tunnelSubnetFull),
    proposal,
  );

/** What a change of addresses has broken in an existing peering. */
export const addressProblems = (proposal: Proposal): Problem[] => ask(ADDRESS_RULES, proposal);

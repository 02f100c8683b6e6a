/**
 * What has to hold for two gateways to be peered. Each rule is a small function that returns all of its
 * problems; all rules are asked, in the order in which their problems are reported.
 */
import type { Problem } from '../../errors.ts';
import { lowestFree } from '../address/pool.ts';
import { isIp } from '../endpoint.ts';
import { clientsOf, isAlive, peeringsOf, sidesFrom } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { takenAddresses } from '../taken.ts';
import type { Name } from '../values.ts';
import { type Claim, claimHolding, claimsOf, overlapDetails, overlapping } from './claims.ts';
import { locationProblems } from './locations.ts';

/** Two gateways that are to be peered, in a state. */
export interface Proposal {
  readonly state: State;
  readonly requester: Gateway;
  readonly accepter: Gateway;
  /** The peering itself where it exists already and is looked at again. */
  readonly existing?: Name;
}

type Rule = (proposal: Proposal) => Problem[];

const problem = (code: string, message: string, details: readonly string[] = []): Problem => ({
  code,
  message,
  details,
});

const bothOf = ({ requester, accepter }: Proposal): [Gateway, Gateway] => [requester, accepter];

/** Each gateway with the one it would be peered with. */
const waysOf = ({ requester, accepter }: Proposal): [Gateway, Gateway][] => [
  [requester, accepter],
  [accepter, requester],
];

const inSameVpc = ({ requester, accepter }: Proposal): boolean => requester.vpc === accepter.vpc;

const claimsOfKind = (state: State, gateway: Gateway, kind: Claim['kind']): Claim[] =>
  claimsOf(state, gateway).filter((claim) => claim.kind === kind);

/** The gateways that one is peered with by now, without the other of the proposal. */
function presentPeers({ state, existing }: Proposal, gateway: Gateway, other: Gateway): Gateway[] {
  return peeringsOf(state, gateway.name)
    .filter((peering) => isAlive(peering) && peering.name !== existing)
    .map((peering) => state.gateways.get(sidesFrom(peering, gateway.name).remote.gateway))
    .filter((peer): peer is Gateway => peer !== undefined && peer.name !== other.name);
}

const sameVpc: Rule = (proposal) =>
  inSameVpc(proposal)
    ? [
        problem('same-vpc', 'Cannot peer gateways in the same VPC', [
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
    problem('peering-exists', 'A peering already exists between these gateways', [
      `peering ${other.name} is ${other.status}`,
    ]),
  ];
};

/** The side that is easier to renumber: that with fewer peerings and clients, else the accepter's. */
function lighter({ state, requester, accepter }: Proposal): 0 | 1 {
  const [ours, theirs] = [requester, accepter].map(
    ({ name }) => peeringsOf(state, name).filter(isAlive).length + clientsOf(state, name).length,
  ) as [number, number];
  return ours < theirs ? 0 : 1;
}

function overlapProblem(
  proposal: Proposal,
  code: string,
  message: string,
  pairs: [Claim, Claim][],
  moving = lighter(proposal),
): Problem[] {
  return pairs.length === 0 ? [] : [problem(code, message, overlapDetails(proposal.state, pairs, moving))];
}

/** In one VPC its CIDRs overlap themselves: `same-vpc` has said what is wrong. */
const vpcCidrsOverlap: Rule = (proposal) => {
  if (inSameVpc(proposal)) return [];
  const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'vpc'));
  const pairs = overlapping(ours ?? [], theirs ?? []);
  return overlapProblem(proposal, 'vpc-cidrs-overlap', 'The VPC CIDRs of the two gateways overlap', pairs);
};

const tunnelSubnetsOverlap: Rule = (proposal) => {
  if (proposal.requester.name === proposal.accepter.name) return [];
  const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'tunnel'));
  const pairs = overlapping(ours ?? [], theirs ?? []);
  const message = 'The tunnel subnets of the two gateways overlap';
  return overlapProblem(proposal, 'tunnel-subnets-overlap', message, pairs);
};

const tunnelOverlapsVpc: Rule = (proposal) => {
  if (inSameVpc(proposal)) return [];
  const { state } = proposal;
  const pairs = waysOf(proposal).flatMap(([gateway, remote]) =>
    overlapping(claimsOfKind(state, remote, 'vpc'), claimsOfKind(state, gateway, 'tunnel')),
  );
  const message = 'A tunnel subnet overlaps with the remote VPC CIDR';
  return overlapProblem(proposal, 'tunnel-overlaps-vpc', message, pairs, 1);
};

const gatewayNotActive: Rule = (proposal) =>
  distinct(bothOf(proposal))
    .filter(({ status }) => status !== 'active')
    .map(({ name, status }) =>
      problem('gateway-not-active', `Gateway ${name} is ${status}; both gateways must be active`),
    );

const vpnDisabledInLocation: Rule = (proposal) => locationProblems(proposal.state, bothOf(proposal));

/**
 * WireGuard gives a prefix to one peer of an interface only, silently the last that names it, and a longer
 * prefix inside a shorter one shadows it (cryptokey routing). So what X brings to Z is compared with what
 * every present peer Y of Z has brought, not just with Z's own.
 */
const routeConflict: Rule = (proposal) =>
  waysOf(proposal).flatMap(([z, x]) =>
    presentPeers(proposal, z, x).flatMap((y) => {
      const pairs = overlapping(claimsOf(proposal.state, x), claimsOf(proposal.state, y));
      const [first] = pairs;
      if (!first) return [];
      const message = `${first[0].cidr} of ${x.name} overlaps ${first[1].cidr} of ${y.name}, which is already peered with ${z.name}`;
      return [problem('route-conflict', message, overlapDetails(proposal.state, pairs, 0))];
    }),
  );

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
  return problem('endpoint-inside-peer', message, [
    `${host} is in ${claim.cidr} of ${claim.kind === 'vpc' ? 'VPC' : 'gateway'} ${claim.holder}`,
  ]);
}

const tunnelSubnetFull: Rule = (proposal) =>
  distinct(bothOf(proposal)).flatMap((gateway) =>
    gateway.tunnelSubnets
      .filter((subnet) => lowestFree(subnet, takenAddresses(proposal.state, gateway)) === undefined)
      .map((subnet) =>
        problem(
          'tunnel-subnet-full',
          `No free address is left in the tunnel subnet ${subnet} of ${gateway.name}`,
        ),
      ),
  );

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

/** Everything that speaks against accepting a pending one; its tunnel addresses are reserved already. */
export const acceptanceProblems = (proposal: Proposal): Problem[] =>
  ask(
    ALL_RULES.filter((rule) => rule !== tunnelSubnetFull),
    proposal,
  );

/** What a change of addresses has broken in an existing peering. */
export const addressProblems = (proposal: Proposal): Problem[] => ask(ADDRESS_RULES, proposal);

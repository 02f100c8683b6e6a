/** The questions that the rules of a peering answer: may these two ends be peered in this state? */
import { isAlive, otherEnd, type Side } from '../peering.ts';
import { peeringsOf, peeringsOfVpc } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { type Claim, claimsOf } from './claims.ts';
import { neighborsOf } from './neighbors.ts';

interface Proposal<End> {
  readonly state: State;
  readonly requester: End;
  readonly accepter: End;
  /** Name of the peering when an existing one is checked again. */
  readonly existing?: Name;
  /** The state before a change of addresses, when that is why an existing one is checked again. */
  readonly before?: State;
}

/** Two gateways to peer. */
export type GatewayProposal = Proposal<Gateway>;

/** Two VPCs to peer through their cloud. */
export interface VpcProposal extends Proposal<Vpc> {
  /** The label of a provider, as messages write it. */
  labelOf(kind: string): string;
}

/** The options of the two sides of a new or changed peering. */
export interface OptionProposal {
  readonly state: State;
  /** The peering itself, whose options in the state do not count. */
  readonly name: Name;
  readonly requester: Side;
  readonly accepter: Side;
  /** True once both owners have chosen their options. */
  readonly isAgreed: boolean;
}

/** The two ends, the requester first. */
export const bothOf = <End>({ requester, accepter }: Proposal<End>): [End, End] => [requester, accepter];

/** Each end with the one that it would be peered with. */
export const directionsOf = <End>({ requester, accepter }: Proposal<End>): [End, End][] => [
  [requester, accepter],
  [accepter, requester],
];

/** True when both gateways are in one VPC, whose CIDRs would then overlap themselves. */
export const inSameVpc = ({ requester, accepter }: GatewayProposal): boolean =>
  requester.vpc === accepter.vpc;

/** The networks of one kind that a gateway brings into a peering. */
export const claimsOfKind = (state: State, gateway: Gateway, kind: Claim['kind']): Claim[] =>
  claimsOf(state, gateway).filter((claim) => claim.kind === kind);

/**
 * The gateways that one is peered with already and whose addresses could conflict with those of the other side of the
 * proposal. There are few of them even if the gateway has thousands of peers.
 */
export function presentPeers(
  { state, existing }: GatewayProposal,
  gateway: Gateway,
  other: Gateway,
): Gateway[] {
  const { gateways } = neighborsOf(state, other);
  if (isOnly(gateways, [gateway.name, other.name])) return [];
  return peeringsOf(state, gateway.name)
    .filter((peering) => isAlive(peering) && peering.name !== existing)
    .map((peering) => state.gateways.get(otherEnd(peering, gateway.name)))
    .filter((peer): peer is Gateway => peer !== undefined && peer.name !== other.name)
    .filter(({ name }) => gateways.has(name));
}

/** True if a set has no other names than these. */
const isOnly = (names: ReadonlySet<Name>, known: readonly Name[]): boolean =>
  names.size <= new Set(known).size && [...names].every((name) => known.includes(name));

/** The VPCs that a cloud peers a gateway's VPC with and that overlap the other side of the proposal, apart from its VPC. */
export function presentVpcPeers({ state }: GatewayProposal, gateway: Gateway, other: Gateway): Vpc[] {
  const { vpcs } = neighborsOf(state, other);
  if (isOnly(vpcs, [gateway.vpc, other.vpc])) return [];
  return peeringsOfVpc(state, gateway.vpc)
    .filter(isAlive)
    .map((peering) => state.vpcs.get(otherEnd(peering, gateway.vpc)))
    .filter((peer): peer is Vpc => peer !== undefined && peer.name !== other.vpc)
    .filter(({ name }) => vpcs.has(name));
}

/** What the rules of a peering are asked about, and how they look at it. */
import type { Problem } from '../../errors.ts';
import { cloudPeeringsOf, isAlive, otherVpc, peeringsOf, sidesFrom } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { type Claim, claimsOf } from './claims.ts';

/** Two gateways that are to be peered, in a state. */
export interface Proposal {
  readonly state: State;
  readonly requester: Gateway;
  readonly accepter: Gateway;
  /** The peering itself where it exists already and is looked at again. */
  readonly existing?: Name;
}

/** Asked of a proposal; returns every problem of its kind. */
export type Rule = (proposal: Proposal) => Problem[];

/**
 * One rule that failed. Its details are worked out when somebody reads them: whoever only asks which gateways
 * pass, of hundreds, does not search a free range for each that does not.
 */
export function problem(code: string, message: string, details: () => readonly string[] = () => []): Problem {
  let known: readonly string[] | undefined;
  return {
    code,
    message,
    get details() {
      known ??= details();
      return known;
    },
  };
}

/** The two gateways, the requester first. */
export const bothOf = ({ requester, accepter }: Proposal): [Gateway, Gateway] => [requester, accepter];

/** Each gateway with the one it would be peered with. */
export const waysOf = ({ requester, accepter }: Proposal): [Gateway, Gateway][] => [
  [requester, accepter],
  [accepter, requester],
];

/** Whether both stand in one VPC, so that its CIDRs overlap themselves. */
export const inSameVpc = ({ requester, accepter }: Proposal): boolean => requester.vpc === accepter.vpc;

/** The networks that a gateway brings: those of its VPC, or its tunnel's. */
export const claimsOfKind = (state: State, gateway: Gateway, kind: Claim['kind']): Claim[] =>
  claimsOf(state, gateway).filter((claim) => claim.kind === kind);

/** The gateways that one is peered with by now, without the other of the proposal. */
export function presentPeers({ state, existing }: Proposal, gateway: Gateway, other: Gateway): Gateway[] {
  return peeringsOf(state, gateway.name)
    .filter((peering) => isAlive(peering) && peering.name !== existing)
    .map((peering) => state.gateways.get(sidesFrom(peering, gateway.name).remote.gateway))
    .filter((peer): peer is Gateway => peer !== undefined && peer.name !== other.name);
}

/** The VPCs that a cloud peers a gateway's own with, without that of the other of the proposal. */
export function presentCloudPeers({ state }: Proposal, gateway: Gateway, other: Gateway): Vpc[] {
  return cloudPeeringsOf(state, gateway.vpc)
    .filter(isAlive)
    .map((peering) => state.vpcs.get(otherVpc(peering, gateway.vpc)))
    .filter((peer): peer is Vpc => peer !== undefined && peer.name !== other.vpc);
}

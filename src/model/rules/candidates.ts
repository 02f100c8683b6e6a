/** Whom a gateway can be peered with. */
import type { Problem } from '../../errors.ts';
import { peerCapacity } from '../address/pool.ts';
import { byName } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import type { Name } from '../values.ts';
import { crowdedGateways } from './crowded.ts';
import { creationProblems, isAllowed, isAllowedBesideAddresses } from './peering.ts';

/** Another gateway, and everything that speaks against peering with it: nothing when the two can be peered. */
export interface Candidate {
  readonly gateway: Gateway;
  readonly problems: readonly Problem[];
}

/** All other gateways in order of their names, judged by the same rules as the peering itself. */
export const candidatesFor = (state: State, requester: Gateway): Candidate[] =>
  others(state, requester).map((gateway) => ({
    gateway,
    problems: creationProblems({ state, requester, accepter: gateway }),
  }));

const others = (state: State, { name }: Gateway): Gateway[] =>
  byName(state.gateways.values()).filter((gateway) => gateway.name !== name);

/** A state as seen from one gateway. */
export interface Vicinity {
  /** All gateways, VPCs and locations, but only those peerings and clients that are the gateway's own. */
  readonly near: State;
  /** Whether a gateway is known to have fewer peerings and clients than so many. */
  hasFewerLinks(gateway: Name, limit: number): boolean;
  /** All of it: of a large plan it takes a hundred times longer to read. */
  whole(): State;
}

/**
 * The candidates that nothing speaks against, for whoever waits for them: what others are peered with is looked at
 * only where it could matter, which is where addresses are in each other's way, or may be running out.
 */
export function peerableWith({ near, hasFewerLinks, whole }: Vicinity, requester: Gateway): Gateway[] {
  const crowded = crowdedGateways(near);
  const isSure = ({ name, tunnelSubnets }: Gateway): boolean =>
    !crowded.has(name) && tunnelSubnets.every((subnet) => hasFewerLinks(name, peerCapacity(subnet)));
  const isRequesterSure = isSure(requester);
  return others(near, requester).filter((accepter) => {
    // What does not pass here does not pass with more peerings in view either.
    if (!isAllowedBesideAddresses({ state: near, requester, accepter })) return false;
    return (isRequesterSure && isSure(accepter)) || isAllowed({ state: whole(), requester, accepter });
  });
}

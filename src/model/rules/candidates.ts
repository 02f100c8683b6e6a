/** The gateways that a gateway can be peered with. */

import { peerCapacity } from '../address/pool.ts';
import { inNaturalOrder } from '../natural-order.ts';
import type { Gateway, State } from '../state.ts';
import type { Name } from '../values.ts';
import { conflictingGateways } from './conflicting.ts';
import { canPeer, canPeerApartFromAddresses, GATEWAY_PEERING_RULES } from './gateway-peering.ts';
import { problemsOf, type RuleProblem } from './rule.ts';

/** Another gateway with everything that prevents peering with it. */
export interface Candidate {
  readonly gateway: Gateway;
  readonly problems: readonly RuleProblem[];
}

/** All other gateways sorted by name, checked by the rules of the peering itself. */
export const candidatesFor = (state: State, requester: Gateway): Candidate[] =>
  others(state, requester).map((gateway) => ({
    gateway,
    problems: problemsOf(GATEWAY_PEERING_RULES, { state, requester, accepter: gateway }),
  }));

const others = (state: State, { name }: Gateway): Gateway[] =>
  inNaturalOrder(state.gateways.values()).filter((gateway) => gateway.name !== name);

/** A state as seen from one gateway. */
export interface Vicinity {
  /** All gateways, VPCs and locations, all peerings of VPCs, but of gateways only its own peerings and clients. */
  readonly near: State;
  /** True when a gateway is known to have fewer peerings and clients than the limit. */
  hasFewerLinks(gateway: Name, limit: number): boolean;
  /** The whole state, which takes a hundred times longer to read when it is large. */
  whole(): State;
}

/**
 * The gateways that can be peered with the requester, fast enough for a Tab: the whole state is read only for gateways
 * whose addresses conflict with others or whose tunnel subnet may be running out.
 */
export function peerableWith({ near, hasFewerLinks, whole }: Vicinity, requester: Gateway): Gateway[] {
  const conflicting = conflictingGateways(near);
  const isSure = ({ name, tunnelSubnets }: Gateway): boolean =>
    !conflicting.has(name) && tunnelSubnets.every((subnet) => hasFewerLinks(name, peerCapacity(subnet)));
  const isRequesterSure = isSure(requester);
  return others(near, requester).filter((accepter) => {
    // A pair that fails here fails with more peerings in view, too.
    if (!canPeerApartFromAddresses({ state: near, requester, accepter })) return false;
    return (isRequesterSure && isSure(accepter)) || canPeer({ state: whole(), requester, accepter });
  });
}

/** Networks of a live peer that the plan would remove. */
import { UserError } from '../../errors.ts';
import { type Cidr, contains, sortedCidrs } from '../address/cidr.ts';
import { desiredGateway } from '../desired/gateway.ts';
import type { ProviderSpecs } from '../provider.ts';
import { gatewaysIn } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { updateVpc } from './vpc.ts';

/** A peer of a gateway, as it is on the host. */
interface LivePeer {
  readonly on: Gateway;
  readonly peer: Gateway;
  readonly live: readonly Cidr[];
}

/** Warns of networks that the live peer has and the planned one lacks: a deploy removes them. */
export function lostNetworks(specs: ProviderSpecs, state: State, { on, peer, live }: LivePeer): string[] {
  const planned = desiredGateway(state, on.name).peers.find(({ publicKey }) => publicKey === peer.publicKey);
  const lost = live.filter((cidr) => !planned?.allowedIps.some((outer) => contains(outer, cidr)));
  if (lost.length === 0) return [];
  const kept = gatewaysIn(state, peer.vpc).length === 1 ? lost.filter(isFree(specs, state, peer)) : [];
  const text = `a deploy removes ${lost.join(', ')} from the AllowedIPs of ${peer.name} on ${on.name}, since VPC ${peer.vpc} does not have ${lost.length === 1 ? 'it' : 'them'}`;
  if (kept.length === 0) return [text];
  const which = kept.length < lost.length ? kept.join(', ') : lost.length === 1 ? 'it' : 'them';
  return [
    `${text}; to keep ${which}, run \`peerway vpc update ${peer.vpc} --add-cidr ${sortedCidrs(kept).join(' ')}\``,
  ];
}

/** Returns whether a network can be added to the VPC of a gateway: that of the tunnel, for one, cannot. */
const isFree =
  (specs: ProviderSpecs, state: State, { vpc }: Gateway) =>
  (cidr: Cidr): boolean => {
    try {
      updateVpc(specs, state, vpc, {
        addCidrs: [cidr],
        removeCidrs: [],
        addSubnets: [],
        removeSubnets: [],
      });
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  };

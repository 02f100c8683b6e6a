/** Which peers have to answer before a change counts as good. */
import type { Cidr } from '../model/address/cidr.ts';
import { gatewayAddress } from '../model/address/pool.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import type { LiveGateway, LivePeer } from './live-gateway.ts';

/** Of a gateway that is changed along. */
export type Fate = 'changed' | 'failed' | 'to-come';

interface Side {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
}

/** Seconds since the last handshake after which a peer does not count as one that answers (WireGuard, 6.1: 180 s). */
const ALIVE = 180;

/**
 * Gateways that are changed along with this one, and others that were alive before, those whose change has failed among
 * them; not those whose turn is still to come, which cannot know of this change yet.
 * @param fate  what has become of another gateway of this deploy so far
 */
export function answeringPeers(
  { desired, live }: Side,
  targets: readonly Side[],
  fate: (name: string) => Fate,
): DesiredPeer[] {
  const names = new Map<string, string>(
    targets.map((one) => [one.desired.interface.publicKey, one.desired.name]),
  );
  const present = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  return desired.peers.filter(({ kind, publicKey, allowedIps }) => {
    if (kind !== 'peering') return false;
    const name = names.get(publicKey);
    const how = name === undefined ? 'failed' : fate(name);
    if (how !== 'failed') return how === 'changed';
    const heard = (present.get(publicKey) ?? predecessor(allowedIps, live))?.latestHandshake ?? 0;
    return heard > 0 && live.now - heard < ALIVE;
  });
}

/** The peer that has the tunnel subnet now: the same gateway with the key that it had until now. */
const predecessor = (allowedIps: readonly Cidr[], { peers }: LiveGateway): LivePeer | undefined => {
  const subnet: string | undefined = allowedIps.at(-1);
  return subnet === undefined ? undefined : peers.find((peer) => peer.allowedIps.includes(subnet));
};

/** For each its key and the address to probe: the remote gateway's own, the first of its tunnel subnet. */
export const answeringLines = (peers: readonly DesiredPeer[]): string =>
  peers
    .flatMap(({ publicKey, allowedIps }) => {
      // The last of a peer's networks is the remote tunnel subnet.
      const tunnel = allowedIps.at(-1);
      return tunnel === undefined ? [] : [`${publicKey} ${gatewayAddress(tunnel)}\n`];
    })
    .join('');

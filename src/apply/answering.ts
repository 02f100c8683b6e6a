/** Which peers have to answer before a change counts as good. */
import { gatewayAddress } from '../model/address/pool.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import type { LiveGateway } from './live.ts';

interface Side {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
}

/** Seconds since the last handshake after which a peer does not count as one that answers (WireGuard, 6.1: 180 s). */
const ALIVE = 180;

/**
 * Gateways that are changed along with this one, and others that were alive before; not those whose change has failed
 * or is still to come, for which nothing is to be learned from silence.
 * @param changed  whether a gateway of this deploy has been changed so far
 */
export function answeringPeers(
  { desired, live }: Side,
  targets: readonly Side[],
  changed: (name: string) => boolean,
): DesiredPeer[] {
  const names = new Map<string, string>(
    targets.map((one) => [one.desired.interface.publicKey, one.desired.name]),
  );
  const present = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  return desired.peers.filter(({ kind, publicKey }) => {
    if (kind !== 'peering') return false;
    const name = names.get(publicKey);
    if (name !== undefined) return changed(name);
    const heard = present.get(publicKey)?.latestHandshake ?? 0;
    return heard > 0 && live.now - heard < ALIVE;
  });
}

/** For each its key and the address to probe: the remote gateway's own, the first of its tunnel subnet. */
export const answeringLines = (peers: readonly DesiredPeer[]): string =>
  peers
    .flatMap(({ publicKey, allowedIps }) => {
      // The last of a peer's networks is the remote tunnel subnet.
      const tunnel = allowedIps.at(-1);
      return tunnel === undefined ? [] : [`${publicKey} ${gatewayAddress(tunnel)}\n`];
    })
    .join('');

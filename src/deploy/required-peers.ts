/** Peers that must respond before a change is confirmed. */
import type { Cidr } from '../model/address/cidr.ts';
import { gatewayAddress } from '../model/address/pool.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import type { LiveGateway, LivePeer } from './live-gateway.ts';

/** Status of another gateway in the same deploy. */
export type ChangeStatus = 'changed' | 'failed' | 'waiting';

interface Gateway {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
}

/** Seconds since the last handshake after which a WireGuard session has expired (WireGuard paper, 6.1: 180 s). */
const SESSION_LIFETIME = 180;

/**
 * Returns the peers that change in the same deploy, and those that had a session before, including gateways whose
 * change has failed. Excludes gateways that are still waiting: they do not know about this change yet.
 * @param statusOf  status of a gateway of this deploy, by name
 */
export function requiredPeers(
  { desired, live }: Gateway,
  targets: readonly Gateway[],
  statusOf: (name: string) => ChangeStatus,
): DesiredPeer[] {
  const names = new Map<string, string>(
    targets.map((target) => [target.desired.interface.publicKey, target.desired.name]),
  );
  const livePeers = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  return desired.peers.filter(({ kind, publicKey, allowedIps }) => {
    if (kind !== 'peering') return false;
    const name = names.get(publicKey);
    const status = name === undefined ? undefined : statusOf(name);
    if (status === 'changed') return true;
    if (status === 'waiting') return false;
    const lastHandshake = (livePeers.get(publicKey) ?? previousPeer(allowedIps, live))?.latestHandshake ?? 0;
    return lastHandshake > 0 && live.now - lastHandshake < SESSION_LIFETIME;
  });
}

/** Returns the live peer with the same tunnel subnet: the same gateway before its key changes. */
const previousPeer = (allowedIps: readonly Cidr[], { peers }: LiveGateway): LivePeer | undefined => {
  const subnet: string | undefined = allowedIps.at(-1);
  return subnet === undefined ? undefined : peers.find((peer) => peer.allowedIps.includes(subnet));
};

/** Returns a line per peer: its key, and the address to ping, which is the first one of its tunnel subnet. */
export const requiredPeerLines = (peers: readonly DesiredPeer[]): string =>
  peers
    .flatMap(({ publicKey, allowedIps }) => {
      // The remote tunnel subnet is the last of the peer's networks.
      const tunnelSubnet = allowedIps.at(-1);
      return tunnelSubnet === undefined ? [] : [`${publicKey} ${gatewayAddress(tunnelSubnet)}\n`];
    })
    .join('');

/** Peers that must respond before a change is confirmed. */
import { type Cidr, familyOf } from '../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { isDeployable } from '../model/device.ts';
import { type LiveGateway, type LivePeer, parseNetworks } from './live-gateway.ts';

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
  return desired.peers.filter((peer) => {
    const { kind, publicKey, remoteTunnels } = peer;
    if (kind !== 'peering' || !canAnswer(peer, { desired, live })) return false;
    const name = names.get(publicKey);
    const status = name === undefined ? undefined : statusOf(name);
    if (status === 'changed') return true;
    if (status === 'waiting') return false;
    const lastHandshake =
      (livePeers.get(publicKey) ?? previousPeer(remoteTunnels, live))?.latestHandshake ?? 0;
    return lastHandshake > 0 && live.now - lastHandshake < SESSION_LIFETIME;
  });
}

/**
 * Returns false for a device that peerway does not deploy to if it needs new keys or a new port first: it changes only
 * when the operator applies its file.
 */
function canAnswer({ device, publicKey }: DesiredPeer, { desired, live }: Gateway): boolean {
  if (device === undefined || isDeployable({ device })) return true;
  const known = live.peers.find((peer) => peer.publicKey === publicKey);
  return (
    known !== undefined &&
    known.presharedKey !== 'other' &&
    live.interface?.publicKey === desired.interface.publicKey &&
    live.interface.listenPort === desired.interface.listenPort
  );
}

/** Returns the live peer with the same tunnel subnet: the same gateway before its key changes. */
export const previousPeer = (
  remoteTunnels: readonly Cidr[],
  { peers }: LiveGateway,
): LivePeer | undefined => {
  const tunnels = new Set<string>(remoteTunnels);
  return peers.find(({ allowedIps }) => parseNetworks(allowedIps).some((network) => tunnels.has(network)));
};

/**
 * Returns a line per peer: its key, and the address of the remote gateway in the tunnel, to ping. Only a gateway with a
 * tunnel address of the same family can ping it; otherwise the line has no address, and only a handshake counts.
 */
export function requiredPeerLines(
  { interface: { addresses } }: DesiredGateway,
  peers: readonly DesiredPeer[],
): string {
  const families = new Set(addresses.map(({ ip }) => familyOf(ip)));
  return peers
    .map(({ publicKey, remoteAddresses }) => {
      const remote = remoteAddresses.find((ip) => families.has(familyOf(ip)));
      return `${publicKey}${remote === undefined ? '' : ` ${remote}`}\n`;
    })
    .join('');
}

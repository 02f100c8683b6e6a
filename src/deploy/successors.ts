/** Peers whose key changes together with this gateway, without an outage. */
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import type { LiveGateway } from './live-gateway.ts';
import { previousPeer } from './required-peers.ts';

interface Gateway {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
}

/** Returns true if the live interface has another key than the planned one. */
export const changesKey = ({ desired, live }: Gateway): boolean =>
  live.interface !== undefined && live.interface.publicKey !== desired.interface.publicKey;

/**
 * Returns the planned peers that a live peer with another key stands for now, and whose own gateway changes its key in
 * the same deploy. The gateway can be prepared for their next keys.
 */
export function successors({ desired, live }: Gateway, targets: readonly Gateway[]): DesiredPeer[] {
  const next = new Set<string>(
    targets.filter(changesKey).map((target) => target.desired.interface.publicKey),
  );
  const known = new Set(live.peers.map(({ publicKey }) => publicKey));
  return desired.peers.filter(
    ({ publicKey, remoteTunnels }) =>
      next.has(publicKey) && !known.has(publicKey) && previousPeer(remoteTunnels, live) !== undefined,
  );
}

/** Returns a line per successor: its key and its networks. */
export const successorLines = (peers: readonly DesiredPeer[]): string =>
  peers.map(({ publicKey, allowedIps }) => `${publicKey} ${allowedIps.join(',')}\n`).join('');

import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { LiveGateway } from './live-gateway.ts';

/** Returns the keys of live peers that neither the plan nor the last change contains. */
export function foreignPeers(desired: DesiredGateway, live: LiveGateway): string[] {
  const known = new Set<string>([...desired.peers.map(({ publicKey }) => publicKey), ...live.record.peers]);
  return live.peers.map(({ publicKey }) => publicKey).filter((key) => !known.has(key));
}

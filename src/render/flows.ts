import type { FirewallSets } from '../model/desired/gateway.ts';

export type Network = keyof FirewallSets;

/** New connections from one network to another, and where they enter and leave the gateway. */
export interface Flow {
  readonly from: Network;
  readonly to: Network;
  readonly enters: 'tunnel' | 'lan';
  readonly leaves: 'tunnel' | 'lan';
}

/**
 * All that may be opened through a gateway; whatever else enters or leaves the tunnel is dropped. A peer's
 * network is never `from` where another's is `to`: that is why no peering is transitive.
 */
export const ALLOWED_FLOWS: readonly Flow[] = [
  { from: 'vpc', to: 'peeredVpcs', enters: 'lan', leaves: 'tunnel' },
  { from: 'peeredVpcs', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'peeredTunnels', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'peeredVpcs', enters: 'tunnel', leaves: 'tunnel' },
];

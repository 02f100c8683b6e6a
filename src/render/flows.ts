import type { FirewallSets } from '../model/desired/gateway.ts';

export type Network = keyof FirewallSets;

/** New connections from one network to another, and the sides where they enter and leave the gateway. */
export interface Flow {
  readonly from: Network;
  readonly to: 'vpc' | 'peeredVpcs';
  readonly enters: 'tunnel' | 'lan';
  readonly leaves: 'tunnel' | 'lan';
}

/**
 * New connections that a gateway forwards. All others that enter or leave the tunnel are dropped. No flow goes from one
 * peer's network to another's, so peerings are not transitive.
 */
export const ALLOWED_FLOWS: readonly Flow[] = [
  { from: 'vpc', to: 'peeredVpcs', enters: 'lan', leaves: 'tunnel' },
  { from: 'peeredVpcs', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'peeredTunnels', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'peeredVpcs', enters: 'tunnel', leaves: 'tunnel' },
];

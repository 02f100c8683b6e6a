/** New connections that the firewall of a gateway allows. Every firewall and every preview is a projection of them. */
import { type Cidr, hostCidr, type Ip } from '../address/cidr.ts';
import type { DesiredGateway, FirewallSets } from './gateway.ts';

export type Network = keyof FirewallSets;

/** Networks that new connections may go to. The others are sources only. */
const DESTINATIONS = ['vpc', 'peeredVpcs'] as const satisfies readonly Network[];

export type Destination = (typeof DESTINATIONS)[number];

/** New connections from one network to another, and the sides where they enter and leave the gateway. */
export interface Flow {
  readonly from: Network;
  readonly to: Destination;
  readonly enters: 'tunnel' | 'lan';
  readonly leaves: 'tunnel' | 'lan';
}

/** The flows of every gateway. No flow goes from one peer's network to another's, so peerings are not transitive. */
const FLOWS: readonly Flow[] = [
  { from: 'vpc', to: 'peeredVpcs', enters: 'lan', leaves: 'tunnel' },
  { from: 'peeredVpcs', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'peeredTunnels', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'vpc', enters: 'tunnel', leaves: 'lan' },
  { from: 'clients', to: 'peeredVpcs', enters: 'tunnel', leaves: 'tunnel' },
];

/** Returns the new connections that a gateway forwards. All others that enter or leave the tunnel are dropped. */
export const flowsOf = (_desired: DesiredGateway): readonly Flow[] => FLOWS;

/** Returns the destinations of some flows, each once. */
export const destinationsOf = (flows: readonly Flow[]): Destination[] =>
  DESTINATIONS.filter((destination) => flows.some(({ to }) => to === destination));

/** Returns the members of a network as CIDRs. */
export const networkCidrs = ({ firewall }: DesiredGateway, network: Network): Cidr[] =>
  firewall[network].map((text: Cidr | Ip) => (text.includes('/') ? (text as Cidr) : hostCidr(text as Ip)));

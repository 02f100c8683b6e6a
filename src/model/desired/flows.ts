/** New connections that the firewall of a gateway allows. Every firewall and every preview is a projection of them. */
import { type Cidr, hostCidr, type Ip } from '../address/cidr.ts';
import type { DesiredGateway, FirewallSets } from './gateway.ts';

export type Network = keyof FirewallSets;

/** Networks that new connections may go to. The others are sources only. */
const DESTINATIONS = ['vpc', 'peeredVpcs', 'clients', 'foreign'] as const satisfies readonly Network[];

export type Destination = (typeof DESTINATIONS)[number];

/** New connections from one network to another, and the sides where they enter and leave the gateway. */
export interface Flow {
  readonly from: Network;
  readonly to: Destination;
  readonly enters: 'tunnel' | 'lan';
  readonly leaves: 'tunnel' | 'lan';
  /** True to exempt the connections from any source translation of the host; false to leave that as it is. */
  readonly keepsSource: boolean;
}

/** The flows of every gateway. No flow goes from one peer's network to another's, so peerings are not transitive. */
const FLOWS: readonly Flow[] = [
  { from: 'vpc', to: 'peeredVpcs', enters: 'lan', leaves: 'tunnel', keepsSource: true },
  { from: 'peeredVpcs', to: 'vpc', enters: 'tunnel', leaves: 'lan', keepsSource: true },
  { from: 'peeredTunnels', to: 'vpc', enters: 'tunnel', leaves: 'lan', keepsSource: true },
  { from: 'clients', to: 'vpc', enters: 'tunnel', leaves: 'lan', keepsSource: true },
  { from: 'clients', to: 'peeredVpcs', enters: 'tunnel', leaves: 'tunnel', keepsSource: true },
];

const CLIENT_TO_CLIENT: Flow = {
  from: 'clients',
  to: 'clients',
  enters: 'tunnel',
  leaves: 'tunnel',
  keepsSource: true,
};

/** Foreign peers may depend on a source translation that the host had before. */
const FOREIGN: readonly Flow[] = [
  { from: 'vpc', to: 'foreign', enters: 'lan', leaves: 'tunnel', keepsSource: false },
  { from: 'foreign', to: 'vpc', enters: 'tunnel', leaves: 'lan', keepsSource: false },
];

/** Returns the new connections that a gateway forwards. All others that enter or leave the tunnel are dropped. */
export const flowsOf = ({ firewall, clientToClient }: DesiredGateway): readonly Flow[] => [
  ...FLOWS,
  ...(clientToClient ? [CLIENT_TO_CLIENT] : []),
  ...(firewall.foreign.length > 0 ? FOREIGN : []),
];

/** Returns the networks behind the tunnel whose traffic to the gateway itself is allowed, too. */
export const trustedNetworks = ({ foreign }: FirewallSets): Network[] => [
  'clients',
  ...(foreign.length > 0 ? (['foreign'] as const) : []),
];

/** Returns these networks as comments name them. */
export const trustedText = ({ foreign }: FirewallSets): string =>
  `the gateway's clients${foreign.length > 0 ? ' and the allowed foreign networks' : ''}`;

/** Returns the destinations of some flows, each once. */
export const destinationsOf = (flows: readonly Flow[]): Destination[] =>
  DESTINATIONS.filter((destination) => flows.some(({ to }) => to === destination));

/** Returns the members of a network as CIDRs. */
export const networkCidrs = ({ firewall }: DesiredGateway, network: Network): Cidr[] =>
  firewall[network].map((text: Cidr | Ip) => (text.includes('/') ? (text as Cidr) : hostCidr(text as Ip)));

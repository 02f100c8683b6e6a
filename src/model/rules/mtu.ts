/** The MTU of a tunnel, and that of the network or line that carries its packets. */
import type { ProviderSpecs } from '../provider.ts';
import { gatewaysIn, vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import { parseInteger } from '../values.ts';

/** Bytes that WireGuard adds to a packet over IPv6: 40 + 8 + 32 (wireguard.com, "Protocol & Cryptography"). */
export const OVERHEAD = 80;

/** MTU of Ethernet, and the largest on the Internet: larger networks help no tunnel that leaves them. */
const ETHERNET = 1500;

/** Parses the MTU of a line, such as 1492 for PPPoE, and returns that of a tunnel through it. */
export const parseLineMtu = (text: string): number =>
  parseInteger(text, 'MTU of a line', 576 + OVERHEAD, 9000 + OVERHEAD) - OVERHEAD;

/** Parses the MTU of a network. */
export const parseNetworkMtu = (text: string): number =>
  parseInteger(text, 'MTU of a network', 576 + OVERHEAD, 9216);

/** Returns the MTU for the tunnel of a new gateway. */
export const defaultTunnelMtu = (specs: ProviderSpecs, vpc: Vpc): number =>
  Math.min(networkMtu(specs, vpc), ETHERNET) - OVERHEAD;

function networkMtu(specs: ProviderSpecs, { mtu, provider }: Vpc): number {
  const spec = specs.all.find(({ via }) => via === provider.kind);
  return mtu ?? (spec?.ends === 'vpc' ? spec.networkMtu : undefined) ?? ETHERNET;
}

/** Warns of a tunnel whose largest packets do not fit the network of its VPC. */
export function mtuWarnings(specs: ProviderSpecs, state: State, gateway: Gateway): string[] {
  const vpc = vpcOf(state, gateway);
  const network = networkMtu(specs, vpc);
  const fitting = defaultTunnelMtu(specs, vpc);
  if (gateway.mtu <= fitting || gateway.mtu + OVERHEAD <= network) return [];
  return [
    `the MTU ${gateway.mtu} of ${gateway.name} is too large for VPC ${vpc.name}, whose network has ${network}: packets would be fragmented or lost; run \`peerway gateway update ${gateway.name} --mtu ${fitting}\``,
  ];
}

/** Warns of the gateways of a VPC whose MTU changes. */
export const vpcMtuWarnings = (specs: ProviderSpecs, state: State, before: Vpc, after: Vpc): string[] =>
  networkMtu(specs, before) === networkMtu(specs, after)
    ? []
    : gatewaysIn(state, after.name).flatMap((gateway) => mtuWarnings(specs, state, gateway));

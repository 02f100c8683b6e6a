import { type Cidr, contains, type Ip, prefixOf } from './address/cidr.ts';
import type { InterfaceAddress } from './address/interface-address.ts';
import { gatewayAddress, isOwnAddressOnly, lowestFree, peerCapacity } from './address/pool.ts';
import { isAlive, sidesFrom } from './peering.ts';
import { clientsOf, peeringsOf } from './queries.ts';
import type { Gateway, State } from './state.ts';

/** Returns the gateway's own addresses on its interface. */
export const ownAddresses = ({ addresses, tunnelSubnets }: Gateway): readonly InterfaceAddress[] =>
  addresses ?? tunnelSubnets.map((subnet) => ({ ip: gatewayAddress(subnet), prefix: prefixOf(subnet) }));

/** Returns the addresses in use in a gateway's tunnel subnets: its own and those of its peerings and clients. */
export function allocatedAddresses(state: State, gateway: Gateway): Set<Ip> {
  return new Set([
    ...ownAddresses(gateway).map(({ ip }) => ip),
    ...peeringsOf(state, gateway.name)
      .filter(isAlive)
      .flatMap((peering) => sidesFrom(peering, gateway.name).local.tunnelAddresses),
    ...clientsOf(state, gateway.name).flatMap((client) => client.addresses),
  ]);
}

/** Returns the networks of a gateway's foreign peers, as far as the plan knows them. */
const foreignNetworks = ({ allowForeign = [], foreignPeers = [] }: Gateway): Cidr[] => [
  ...allowForeign,
  ...foreignPeers.flatMap(({ allowedIps }) => allowedIps),
];

/** Returns the networks in the tunnel subnets that foreign peers and other gateways have. */
export function reservedNetworks(state: State, gateway: Gateway): Cidr[] {
  const isInside = (cidr: Cidr): boolean =>
    gateway.tunnelSubnets.some((subnet) => subnet !== cidr && contains(subnet, cidr));
  return [
    ...foreignNetworks(gateway),
    ...[...state.gateways.values()].flatMap((one) => one.tunnelSubnets.filter(isOwnAddressOnly)),
  ].filter(isInside);
}

/** Returns the lowest free address of a tunnel subnet; undefined if it is full. */
export const nextFreeAddress = (state: State, gateway: Gateway, subnet: Cidr): Ip | undefined =>
  lowestFree(subnet, allocatedAddresses(state, gateway), reservedNetworks(state, gateway));

/** Returns the lowest free address of each tunnel subnet, and none for a full one. */
export const nextFreeAddresses = (state: State, gateway: Gateway): Ip[] =>
  gateway.tunnelSubnets
    .map((subnet) => nextFreeAddress(state, gateway, subnet))
    .filter((ip) => ip !== undefined);

/** Returns whether no address is left for a peering. Counts first: most subnets have more addresses than peers. */
export function isFullForPeerings(state: State, gateway: Gateway, subnet: Cidr): boolean {
  if (isOwnAddressOnly(subnet)) return false;
  const links = peeringsOf(state, gateway.name).length + clientsOf(state, gateway.name).length;
  const hasExtras = gateway.addresses !== undefined || reservedNetworks(state, gateway).length > 0;
  return (
    (hasExtras || peerCapacity(subnet) <= links) && nextFreeAddress(state, gateway, subnet) === undefined
  );
}

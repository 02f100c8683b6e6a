import type { Ip } from './address/cidr.ts';
import { gatewayAddress, lowestFree } from './address/pool.ts';
import { isAlive, sidesFrom } from './peering.ts';
import { clientsOf, peeringsOf } from './queries.ts';
import type { Gateway, State } from './state.ts';

/** Returns the addresses in use in a gateway's tunnel subnets: its own and those of its peerings and clients. */
export function allocatedAddresses(state: State, gateway: Gateway): Set<Ip> {
  return new Set([
    ...gateway.tunnelSubnets.map(gatewayAddress),
    ...peeringsOf(state, gateway.name)
      .filter(isAlive)
      .flatMap((peering) => sidesFrom(peering, gateway.name).local.tunnelAddresses),
    ...clientsOf(state, gateway.name).flatMap((client) => client.addresses),
  ]);
}

/** Returns the lowest free address of each tunnel subnet, and none for a full one. */
export function nextFreeAddresses(state: State, gateway: Gateway): Ip[] {
  const allocated = allocatedAddresses(state, gateway);
  return gateway.tunnelSubnets
    .map((subnet) => lowestFree(subnet, allocated))
    .filter((ip) => ip !== undefined);
}

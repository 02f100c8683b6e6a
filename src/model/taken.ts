import type { Ip } from './address/cidr.ts';
import { gatewayAddress, lowestFree } from './address/pool.ts';
import { clientsOf, isAlive, peeringsOf, sidesFrom } from './queries.ts';
import type { Gateway, State } from './state.ts';

/** Addresses of a gateway's tunnel subnets that are in use: its own, its peerings' and its clients'. */
export function takenAddresses(state: State, gateway: Gateway): Set<Ip> {
  return new Set([
    ...gateway.tunnelSubnets.map(gatewayAddress),
    ...peeringsOf(state, gateway.name)
      .filter(isAlive)
      .flatMap((peering) => sidesFrom(peering, gateway.name).local.tunnelAddresses),
    ...clientsOf(state, gateway.name).flatMap((client) => client.addresses),
  ]);
}

/** The lowest free address of each tunnel subnet, in their order; a full subnet gives none. */
export function nextAddresses(state: State, gateway: Gateway): Ip[] {
  const taken = takenAddresses(state, gateway);
  return gateway.tunnelSubnets.map((subnet) => lowestFree(subnet, taken)).filter((ip) => ip !== undefined);
}

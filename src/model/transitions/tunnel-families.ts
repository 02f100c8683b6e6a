/** Tunnel subnets of an address family that a gateway in use did not have. */
import { validationError } from '../../errors.ts';
import { type Cidr, familyOf, type Ip, prefixOf } from '../address/cidr.ts';
import { gatewayAddress } from '../address/pool.ts';
import { nextFreeAddress } from '../allocated-addresses.ts';
import { isAlive, type Peering } from '../peering.ts';
import { byName, clientsOf, gatewayNamed, peeringsOf } from '../queries.ts';
import { clientKey, type Gateway, type State, withEntry } from '../state.ts';
import type { Name } from '../values.ts';

/** Returns the tunnel subnets that are new, if the gateway keeps all that it has; none for any other change. */
export function addedFamilies({ tunnelSubnets }: Gateway, subnets: readonly Cidr[]): Cidr[] {
  if (!tunnelSubnets.every((subnet) => subnets.includes(subnet))) return [];
  const families = new Set(tunnelSubnets.map(familyOf));
  return subnets.filter((subnet) => !families.has(familyOf(subnet)));
}

/** Returns a gateway that was imported with addresses of its own with those in the new subnets, too. */
export const withOwnAddresses = (gateway: Gateway, added: readonly Cidr[]): Gateway =>
  gateway.addresses
    ? {
        ...gateway,
        addresses: [
          ...gateway.addresses,
          ...added.map((subnet) => ({ ip: gatewayAddress(subnet), prefix: prefixOf(subnet) })),
        ],
      }
    : gateway;

/** Returns the state in which every peering and client of a gateway has an address in each new subnet. */
export function withAddressesIn(state: State, name: Name, added: readonly Cidr[]): State {
  const peerings = byName(peeringsOf(state, name).filter(isAlive)).map(({ name }) => name);
  const clients = byName(clientsOf(state, name)).map((client) => clientKey(name, client.name));
  let next = state;
  for (const subnet of added) {
    for (const peering of peerings) next = withPeeringAddress(next, name, peering, subnet);
    for (const key of clients) next = withClientAddress(next, name, key, subnet);
  }
  return next;
}

function withPeeringAddress(state: State, gateway: Name, name: Name, subnet: Cidr): State {
  const peering = state.peerings.get(name);
  if (!peering) return state;
  const ip = freeAddress(state, gateway, subnet);
  const role: 'requester' | 'accepter' = peering.requester.end.name === gateway ? 'requester' : 'accepter';
  const side = peering[role];
  const changed: Peering = {
    ...peering,
    [role]: { ...side, tunnelAddresses: [...side.tunnelAddresses, ip] },
  };
  return { ...state, peerings: withEntry(state.peerings, name, changed) };
}

function withClientAddress(state: State, gateway: Name, key: string, subnet: Cidr): State {
  const client = state.clients.get(key);
  if (!client) return state;
  const addresses = [...client.addresses, freeAddress(state, gateway, subnet)];
  return { ...state, clients: withEntry(state.clients, key, { ...client, addresses }) };
}

function freeAddress(state: State, name: Name, subnet: Cidr): Ip {
  const ip = nextFreeAddress(state, gatewayNamed(state, name), subnet);
  if (ip) return ip;
  throw validationError(
    'tunnel-subnet-full',
    `The tunnel subnet ${subnet} has too few addresses for the peerings and clients of ${name}`,
    'choose a larger one, such as a /64',
  );
}

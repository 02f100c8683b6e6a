/** Checks of the tunnel addresses in an imported document. */
import type { Problem } from '../../errors.ts';
import { type Cidr, contains, type Ip, ipNumber, rangeOf } from '../../model/address/cidr.ts';
import { gatewayAddress } from '../../model/address/pool.ts';
import { isAlive, type Peering } from '../../model/peering.ts';
import type { Gateway, State } from '../../model/state.ts';
import { importProblem } from './problems.ts';

/** Addresses that a gateway has assigned to a peering or a client. */
interface Lease {
  /** The peering or client, as messages name it. */
  readonly holder: string;
  readonly gateway: Gateway['name'];
  readonly addresses: readonly Ip[];
}

const leasesOf = ({ clients, peerings }: State): Lease[] => [
  ...[...clients.values()].map(({ name, gateway, addresses }) => ({
    holder: `client ${name}`,
    gateway,
    addresses,
  })),
  ...[...peerings.values()]
    .filter((peering) => isAlive(peering) && peering.requester.end.kind === 'gateway')
    .flatMap(sideLeases),
];

const sideLeases = ({ name, requester, accepter }: Peering): Lease[] =>
  [requester, accepter].map(({ end, tunnelAddresses }) => ({
    holder: `peering ${name}`,
    gateway: end.name,
    addresses: tunnelAddresses,
  }));

/** Returns the addresses that gateways cannot have assigned: duplicates, and addresses outside their subnets. */
export function addressProblems(state: State): Problem[] {
  const holders = new Map<string, string>();
  return leasesOf(state).flatMap(({ holder, gateway: name, addresses }) => {
    const gateway = state.gateways.get(name);
    if (!gateway) return [];
    const duplicates = addresses.flatMap((ip) => {
      const key = `${name} ${ip}`;
      const other = holders.get(key);
      holders.set(key, holder);
      return other
        ? [importProblem(`${ip} of gateway ${name} is assigned to both ${other} and ${holder}`)]
        : [];
    });
    return [...duplicates, ...unassignable(gateway, holder, addresses)];
  });
}

function unassignable({ name, tunnelSubnets }: Gateway, holder: string, addresses: readonly Ip[]): Problem[] {
  const invalid = addresses.filter((ip) => !tunnelSubnets.some((subnet) => isAssignable(subnet, ip)));
  const counts = tunnelSubnets.map((subnet) => ({
    subnet,
    count: addresses.filter((ip) => contains(subnet, ip)).length,
  }));
  return [
    ...invalid.map((ip) =>
      importProblem(`${ip} of ${holder} is not an assignable address of gateway ${name}`),
    ),
    ...counts
      .filter(({ count }) => count !== 1)
      .map(({ subnet, count }) =>
        importProblem(`${holder} has ${count} addresses in ${subnet} of gateway ${name} instead of one`),
      ),
  ];
}

/** Returns false for the network address, the gateway's own address and the broadcast address. */
function isAssignable(subnet: Cidr, ip: Ip): boolean {
  if (!contains(subnet, ip) || ip === gatewayAddress(subnet)) return false;
  const { family, first, last } = rangeOf(subnet);
  const { value } = ipNumber(ip);
  return value !== first && (family === 6 || value !== last);
}

/** Checks of the tunnel addresses in an imported document. */
import type { Problem } from '../../errors.ts';
import { type Cidr, contains, type Ip, ipNumber, rangeOf } from '../../model/address/cidr.ts';
import { ownAddresses } from '../../model/allocated-addresses.ts';
import { isAlive, type Peering } from '../../model/peering.ts';
import type { Gateway, State } from '../../model/state.ts';
import { importProblem } from './problems.ts';

/** Addresses that a gateway has assigned to a peering or a client. */
interface Lease {
  /** The peering or client, as messages name it. */
  readonly holder: string;
  readonly gateway: Gateway['name'];
  readonly addresses: readonly Ip[];
  /** True if an imported gateway is involved, whose peers keep the addresses that they had. */
  readonly isImported: boolean;
}

const leasesOf = ({ clients, peerings, gateways }: State): Lease[] => [
  ...[...clients.values()].map(({ name, gateway, addresses }) => ({
    holder: `client ${name}`,
    gateway,
    addresses,
    isImported: isImported(gateways.get(gateway)),
  })),
  ...[...peerings.values()]
    .filter((peering) => isAlive(peering) && peering.requester.end.kind === 'gateway')
    .flatMap((peering) => sideLeases(peering, gateways)),
];

const isImported = (gateway: Gateway | undefined): boolean => gateway?.addresses !== undefined;

const sideLeases = ({ name, requester, accepter }: Peering, gateways: State['gateways']): Lease[] =>
  [requester, accepter].map(({ end, tunnelAddresses }) => ({
    holder: `peering ${name}`,
    gateway: end.name,
    addresses: tunnelAddresses,
    isImported: [requester, accepter].some((side) => isImported(gateways.get(side.end.name))),
  }));

/** Returns the addresses that gateways cannot have assigned: duplicates, and addresses outside their subnets. */
export function addressProblems(state: State): Problem[] {
  const holders = new Map<string, string>();
  return leasesOf(state).flatMap((lease) => {
    const { holder, gateway: name, addresses } = lease;
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
    return [...duplicates, ...unassignable(gateway, lease)];
  });
}

/** An imported peering uses the gateway's own addresses, and an imported client may lack one of a family. */
function unassignable(gateway: Gateway, { holder, addresses, isImported: mayLack }: Lease): Problem[] {
  const { name, tunnelSubnets } = gateway;
  const own = new Set(ownAddresses(gateway).map(({ ip }) => ip));
  const invalid = addresses.filter(
    (ip) => own.has(ip) || !tunnelSubnets.some((subnet) => isAssignable(subnet, ip, mayLack)),
  );
  const counts = tunnelSubnets.map((subnet) => ({
    subnet,
    count: addresses.filter((ip) => contains(subnet, ip)).length,
  }));
  return [
    ...invalid.map((ip) =>
      importProblem(`${ip} of ${holder} is not an assignable address of gateway ${name}`),
    ),
    ...counts
      .filter(({ count }) => count > 1 || (count === 0 && !mayLack))
      .map(({ subnet, count }) =>
        importProblem(`${holder} has ${count} addresses in ${subnet} of gateway ${name} instead of one`),
      ),
  ];
}

/** Returns false for the network address and the broadcast address, which only an import may find in use. */
function isAssignable(subnet: Cidr, ip: Ip, anyHost: boolean): boolean {
  if (!contains(subnet, ip)) return false;
  if (anyHost) return true;
  const { family, first, last } = rangeOf(subnet);
  const { value } = ipNumber(ip);
  return value !== first && (family === 6 || value !== last);
}

/** Whether the addresses in an imported document are ones that its gateways could have given. */
import type { Problem } from '../../errors.ts';
import { type Cidr, contains, type Ip, ipNumber, rangeOf } from '../../model/address/cidr.ts';
import { gatewayAddress } from '../../model/address/pool.ts';
import { isAlive } from '../../model/queries.ts';
import type { Gateway, Peering, State } from '../../model/state.ts';
import { importProblem } from './problems.ts';

/** Addresses that somebody has in the tunnel subnets of a gateway. */
interface Lease {
  readonly who: string;
  readonly gateway: Gateway['name'];
  readonly addresses: readonly Ip[];
}

const leasesOf = ({ clients, peerings }: State): Lease[] => [
  ...[...clients.values()].map(({ name, gateway, addresses }) => ({
    who: `client ${name}`,
    gateway,
    addresses,
  })),
  ...[...peerings.values()].filter(isAlive).flatMap(sideLeases),
];

const sideLeases = ({ name, requester, accepter }: Peering): Lease[] =>
  [requester, accepter].map(({ gateway, tunnelAddresses }) => ({
    who: `peering ${name}`,
    gateway,
    addresses: tunnelAddresses,
  }));

/** Addresses of peerings and clients that their gateways cannot have given them. */
export function addressProblems(state: State): Problem[] {
  const takenBy = new Map<string, string>();
  return leasesOf(state).flatMap(({ who, gateway: name, addresses }) => {
    const gateway = state.gateways.get(name);
    if (!gateway) return [];
    const twice = addresses.flatMap((ip) => {
      const key = `${name} ${ip}`;
      const other = takenBy.get(key);
      takenBy.set(key, who);
      return other ? [importProblem(`${ip} on gateway ${name} is that of ${other} and of ${who}`)] : [];
    });
    return [...twice, ...misfits(gateway, who, addresses)];
  });
}

function misfits({ name, tunnelSubnets }: Gateway, who: string, addresses: readonly Ip[]): Problem[] {
  const strays = addresses.filter((ip) => !tunnelSubnets.some((subnet) => isFreeHost(subnet, ip)));
  const counts = tunnelSubnets.map((subnet) => ({
    subnet,
    count: addresses.filter((ip) => contains(subnet, ip)).length,
  }));
  return [
    ...strays.map((ip) => importProblem(`${ip} of ${who} is not for gateway ${name} to give`)),
    ...counts
      .filter(({ count }) => count !== 1)
      .map(({ subnet, count }) =>
        importProblem(`${who} has ${count} addresses of ${subnet} on gateway ${name}, and needs one`),
      ),
  ];
}

/** Neither the network, nor the gateway's own, nor the broadcast address. */
function isFreeHost(subnet: Cidr, ip: Ip): boolean {
  if (!contains(subnet, ip) || ip === gatewayAddress(subnet)) return false;
  const { family, first, last } = rangeOf(subnet);
  const { value } = ipNumber(ip);
  return value !== first && (family === 6 || value !== last);
}

import { type Cidr, familyOf, type Ip, ipNumber, ipText, prefixOf, rangeOf } from './cidr.ts';
import { widthOf } from './ip.ts';

/**
 * Returns the host addresses of a tunnel subnet. The first is the gateway's:
 *
 *     10.99.1.0/24   .0 network | .1 gateway | .2 … .254 free for peerings and clients | .255 broadcast
 *     fd00:99::/64   ::  anycast | ::1 gateway | ::2 … last
 */
function hostsOf(subnet: Cidr): { family: 4 | 6; first: bigint; last: bigint } {
  const { family, first, last } = rangeOf(subnet);
  return { family, first: first + 1n, last: family === 4 ? last - 1n : last };
}

/** Returns the address of the gateway itself: the first host address of its tunnel subnet. */
export function gatewayAddress(subnet: Cidr): Ip {
  const { family, first } = hostsOf(subnet);
  return ipText({ family, value: first });
}

/** Returns whether a tunnel subnet is only the gateway's own address. Its peerings use that one. */
export const isOwnAddressOnly = (subnet: Cidr): boolean => prefixOf(subnet) === widthOf(familyOf(subnet));

/** Returns the number of addresses in a tunnel subnet for peerings and clients. */
export function peerCapacity(subnet: Cidr): number {
  const family = familyOf(subnet);
  return Math.max(0, 2 ** (widthOf(family) - prefixOf(subnet)) - (family === 4 ? 3 : 2));
}

/**
 * Returns the lowest host address that is neither the gateway's nor allocated; undefined if the subnet is full.
 * @param reserved  networks whose addresses are not free
 */
export function lowestFree(
  subnet: Cidr,
  allocated: ReadonlySet<Ip>,
  reserved: readonly Cidr[] = [],
): Ip | undefined {
  const { family, first, last } = hostsOf(subnet);
  const ranges = reserved.map(rangeOf).filter((range) => range.family === family);
  const used = new Set<bigint>();
  for (const ip of allocated) {
    const number = ipNumber(ip);
    if (number.family === family) used.add(number.value);
  }
  for (let value = first + 1n; value <= last; value++) {
    const around = ranges.find((range) => range.first <= value && value <= range.last);
    if (around) value = around.last;
    else if (!used.has(value)) return ipText({ family, value });
  }
  return undefined;
}

import { type Cidr, familyOf, type Ip, ipNumber, ipText, prefixOf, rangeOf } from './cidr.ts';
import { widthOf } from './ip.ts';

/**
 * The hosts of a tunnel subnet, `gateway` being the first:
 *
 *     10.99.1.0/24   .0 network | .1 gateway | .2 … .254 free for peerings and clients | .255 broadcast
 *     fd00:99::/64   ::  anycast | ::1 gateway | ::2 … last
 */
function hostsOf(subnet: Cidr): { family: 4 | 6; first: bigint; last: bigint } {
  const { family, first, last } = rangeOf(subnet);
  return { family, first: first + 1n, last: family === 4 ? last - 1n : last };
}

/** The first host address of a tunnel subnet: the gateway's own. */
export function gatewayAddress(subnet: Cidr): Ip {
  const { family, first } = hostsOf(subnet);
  return ipText({ family, value: first });
}

/** How many addresses a tunnel subnet has for peerings and clients. */
export function peerCapacity(subnet: Cidr): number {
  const family = familyOf(subnet);
  return 2 ** (widthOf(family) - prefixOf(subnet)) - (family === 4 ? 3 : 2);
}

/** The lowest host address of the subnet that is neither the gateway's nor taken; undefined when it is full. */
export function lowestFree(subnet: Cidr, taken: ReadonlySet<Ip>): Ip | undefined {
  const { family, first, last } = hostsOf(subnet);
  const used = new Set<bigint>();
  for (const ip of taken) {
    const number = ipNumber(ip);
    if (number.family === family) used.add(number.value);
  }
  for (let value = first + 1n; value <= last; value++) {
    if (!used.has(value)) return ipText({ family, value });
  }
  return undefined;
}

import ipaddr from 'ipaddr.js';
import { type Cidr, familyOf, overlaps } from './cidr.ts';

/** Special-purpose ranges (RFC 6890) that a VPC or tunnel cannot use, with their names in messages. */
const UNROUTABLE = {
  unspecified: 'addresses of this host',
  broadcast: 'the broadcast address',
  multicast: 'multicast addresses',
  linkLocal: 'link-local addresses',
  loopback: 'loopback addresses',
  ipv4Mapped: 'IPv4-mapped addresses',
} as const;

/** Returns the first special-purpose range that overlaps the network; undefined if all of it can be routed. */
export function unroutablePart(cidr: Cidr): { range: Cidr; what: string } | undefined {
  const prototype = familyOf(cidr) === 4 ? ipaddr.IPv4.prototype : ipaddr.IPv6.prototype;
  const { SpecialRanges: table } = prototype as unknown as { SpecialRanges: Record<string, unknown> };
  for (const [name, what] of Object.entries(UNROUTABLE)) {
    const range = rangesOf(table[name]).find((special) => overlaps(special, cidr));
    if (range) return { range, what };
  }
  return undefined;
}

/** Converts an entry of the library's table: `[address, bits]`, or a list of those. */
function rangesOf(entry: unknown): Cidr[] {
  if (!Array.isArray(entry)) return [];
  const list = Array.isArray(entry[0])
    ? (entry as [ipaddr.IPv4 | ipaddr.IPv6, number][])
    : [entry as [ipaddr.IPv4, number]];
  return list.map(([address, bits]) => {
    const text = address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
    return `${text}/${bits}` as Cidr;
  });
}

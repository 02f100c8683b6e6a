import ipaddr from 'ipaddr.js';
import { type Cidr, familyOf, overlaps } from './cidr.ts';

/** Special ranges (RFC 6890) that no VPC and no tunnel can be numbered from, as the messages call them. */
const UNUSABLE = {
  unspecified: 'addresses of this host',
  broadcast: 'the broadcast address',
  multicast: 'multicast addresses',
  linkLocal: 'link-local addresses',
  loopback: 'loopback addresses',
  ipv4Mapped: 'IPv4-mapped addresses',
} as const;

/** What in the network cannot be routed between hosts, with the special range; undefined when all of it can. */
export function unroutablePart(cidr: Cidr): { range: Cidr; what: string } | undefined {
  const prototype = familyOf(cidr) === 4 ? ipaddr.IPv4.prototype : ipaddr.IPv6.prototype;
  const { SpecialRanges: table } = prototype as unknown as { SpecialRanges: Record<string, unknown> };
  for (const [name, what] of Object.entries(UNUSABLE)) {
    const range = rangesOf(table[name]).find((special) => overlaps(special, cidr));
    if (range) return { range, what };
  }
  return undefined;
}

/** The library keeps a range as [address, bits], and several as a list of those. */
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

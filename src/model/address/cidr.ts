import { type Family, type IpNumber, readIp, widthOf, writeIp } from './ip.ts';

declare const brand: unique symbol;

/** An IPv4 or IPv6 network in its canonical form: no host bits, no leading zeros, IPv6 as in RFC 5952. */
export type Cidr = string & { readonly [brand]: 'Cidr' };

/** An IPv4 or IPv6 address in its canonical form. */
export type Ip = string & { readonly [brand]: 'Ip' };

/** A range of addresses, with both ends included. */
export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** Returns the number of addresses in a network. */
export const sizeOf = (family: Family, prefix: number): bigint => 1n << BigInt(widthOf(family) - prefix);

/** Reads a prefix length without leading zeros; undefined if it is invalid or too long for the family. */
export function readPrefix(text: string, family: Family): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= widthOf(family) ? prefix : undefined;
}

/** Reads `address/prefix`, with or without host bits; undefined if either part is invalid. */
export function readInterfaceAddress(text: string): { ip: IpNumber; prefix: number } | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = readIp(text.slice(0, slash));
  const prefix = ip && readPrefix(text.slice(slash + 1), ip.family);
  return ip && prefix !== undefined ? { ip, prefix } : undefined;
}

/** Returns the network of the given prefix length that contains the address. */
export function networkOf(ip: IpNumber, prefix: number): Cidr {
  const host = sizeOf(ip.family, prefix) - 1n;
  return `${writeIp({ family: ip.family, value: ip.value & ~host })}/${prefix}` as Cidr;
}

/** Reads a network into its canonical form; undefined for a text with host bits, or that is no network. */
export function readCidr(text: string): Cidr | undefined {
  const parts = readInterfaceAddress(text);
  if (!parts) return undefined;
  const hostBits = sizeOf(parts.ip.family, parts.prefix) - 1n;
  return (parts.ip.value & hostBits) === 0n ? networkOf(parts.ip, parts.prefix) : undefined;
}

/** Returns a network in its canonical form, so that it can be compared; any other text as it is. */
export const canonicalCidr = (text: string): string => readCidr(text) ?? text;

export const familyOf = (text: Cidr | Ip): Family => (text.includes(':') ? 6 : 4);

export const prefixOf = (cidr: Cidr): number => Number(cidr.slice(cidr.indexOf('/') + 1));

export function ipNumber(ip: Ip): IpNumber {
  const number = readIp(ip);
  if (!number) throw new Error(`not an address: ${ip}`);
  return number;
}

/** Ranges that were computed: a change of a large network asks for the same ones again and again. */
const ranges = new Map<Cidr, Range>();
/** Above this many, they are computed again. */
const MOST_RANGES = 100_000;

export function rangeOf(cidr: Cidr): Range {
  const known = ranges.get(cidr);
  if (known) return known;
  const { family, value } = ipNumber(cidr.slice(0, cidr.indexOf('/')) as Ip);
  const range = { family, first: value, last: value + sizeOf(family, prefixOf(cidr)) - 1n };
  if (ranges.size < MOST_RANGES) ranges.set(cidr, range);
  return range;
}

/** Returns the /32 or /128 network of an address. */
export const hostCidr = (ip: Ip): Cidr => `${ip}/${widthOf(familyOf(ip))}` as Cidr;

export const ipText = (number: IpNumber): Ip => writeIp(number) as Ip;

/**
 * Returns whether two networks have addresses in common. Either one contains the other, or they are disjoint:
 *
 *     a  |---------------|            a  |-------|
 *     b      |---|          true      b             |---|   false
 */
export function overlaps(a: Cidr, b: Cidr): boolean {
  if (familyOf(a) !== familyOf(b)) return false;
  const [one, two] = [rangeOf(a), rangeOf(b)];
  return one.first <= two.last && two.first <= one.last;
}

/** Returns whether `outer` contains all of `inner`. */
export function contains(outer: Cidr, inner: Cidr | Ip): boolean {
  const network = inner.includes('/') ? (inner as Cidr) : hostCidr(inner as Ip);
  return overlaps(outer, network) && prefixOf(outer) <= prefixOf(network);
}

/** Compares networks in plan order: IPv4 before IPv6, then by first address, then the larger network first. */
export const compareCidrs = (a: Cidr, b: Cidr): number => compareRanges(rangeOf(a), rangeOf(b));

function compareRanges(one: Range, two: Range): number {
  if (one.family !== two.family) return one.family - two.family;
  if (one.first !== two.first) return one.first < two.first ? -1 : 1;
  return one.last === two.last ? 0 : one.last > two.last ? -1 : 1;
}

/** Returns the networks in plan order, without duplicates. Each is parsed once, not in every comparison. */
export const sortedCidrs = (cidrs: readonly Cidr[]): Cidr[] =>
  cidrs.length < 2
    ? [...cidrs]
    : [...new Set(cidrs)]
        .map((cidr) => ({ cidr, range: rangeOf(cidr) }))
        .sort((a, b) => compareRanges(a.range, b.range))
        .map(({ cidr }) => cidr);

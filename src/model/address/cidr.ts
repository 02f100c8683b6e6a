import { type Family, type IpNumber, readIp, widthOf, writeIp } from './ip.ts';

declare const brand: unique symbol;

/** The canonical text of an IPv4 or IPv6 network: no host bits, no leading zeros, RFC 5952. */
export type Cidr = string & { readonly [brand]: 'Cidr' };

/** The canonical text of one IPv4 or IPv6 address. */
export type Ip = string & { readonly [brand]: 'Ip' };

/** The addresses of a network: first and last are both in it. */
export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** Addresses in a network of this family and prefix length. */
export const sizeOf = (family: Family, prefix: number): bigint => 1n << BigInt(widthOf(family) - prefix);

/** Reads a decimal prefix length without leading zeros; undefined when it is none of the family. */
export function readPrefix(text: string, family: Family): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= widthOf(family) ? prefix : undefined;
}

/** Reads `address/prefix`, host bits and all; undefined when either part is malformed. */
export function readInterfaceAddress(text: string): { ip: IpNumber; prefix: number } | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = readIp(text.slice(0, slash));
  const prefix = ip && readPrefix(text.slice(slash + 1), ip.family);
  return ip && prefix !== undefined ? { ip, prefix } : undefined;
}

/** The network of this prefix length that holds the address, as canonical text. */
export function networkOf(ip: IpNumber, prefix: number): Cidr {
  const host = sizeOf(ip.family, prefix) - 1n;
  return `${writeIp({ family: ip.family, value: ip.value & ~host })}/${prefix}` as Cidr;
}

/** Reads a canonical network; undefined when the text is anything else. */
export function readCidr(text: string): Cidr | undefined {
  const parts = readInterfaceAddress(text);
  if (!parts) return undefined;
  return networkOf(parts.ip, parts.prefix) === text ? (text as Cidr) : undefined;
}

/** Family of a network or address that was parsed before. */
export const familyOf = (text: Cidr | Ip): Family => (text.includes(':') ? 6 : 4);

/** Prefix length of a network that was parsed before. */
export const prefixOf = (cidr: Cidr): number => Number(cidr.slice(cidr.indexOf('/') + 1));

/** The number of an address that was parsed before. */
export function ipNumber(ip: Ip): IpNumber {
  const number = readIp(ip);
  if (!number) throw new Error(`not an address: ${ip}`);
  return number;
}

/** First and last address of a network that was parsed before. */
export function rangeOf(cidr: Cidr): Range {
  const { family, value } = ipNumber(cidr.slice(0, cidr.indexOf('/')) as Ip);
  return { family, first: value, last: value + sizeOf(family, prefixOf(cidr)) - 1n };
}

/** One address as the network that holds only it: /32 or /128. */
export const hostCidr = (ip: Ip): Cidr => `${ip}/${widthOf(familyOf(ip))}` as Cidr;

/** The address of a number. */
export const ipText = (number: IpNumber): Ip => writeIp(number) as Ip;

/**
 * Whether two networks share an address. Networks nest or are disjoint, so this is the same as one holding
 * the other's first address:
 *
 *     a  |---------------|            a  |-------|
 *     b      |---|          true      b             |---|   false
 */
export function overlaps(a: Cidr, b: Cidr): boolean {
  if (familyOf(a) !== familyOf(b)) return false;
  const [one, two] = [rangeOf(a), rangeOf(b)];
  return one.first <= two.last && two.first <= one.last;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr | Ip): boolean {
  const network = inner.includes('/') ? (inner as Cidr) : hostCidr(inner as Ip);
  return overlaps(outer, network) && prefixOf(outer) <= prefixOf(network);
}

/** The order of an address plan: IPv4 before IPv6, by first address, the larger network first. */
export function compareCidrs(a: Cidr, b: Cidr): number {
  const [one, two] = [rangeOf(a), rangeOf(b)];
  if (one.family !== two.family) return one.family - two.family;
  if (one.first !== two.first) return one.first < two.first ? -1 : 1;
  return one.last === two.last ? 0 : one.last > two.last ? -1 : 1;
}

/** A copy in plan order without repetitions. */
export const sortedCidrs = (cidrs: readonly Cidr[]): Cidr[] => [...new Set(cidrs)].sort(compareCidrs);

import { type Cidr, contains, familyOf, networkOf, prefixOf, type Range, rangeOf, sizeOf } from './cidr.ts';
import type { Family } from './ip.ts';

/** The private IPv4 ranges of RFC 1918, in its order. */
export const PRIVATE_IPV4 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as Cidr[];

/** The unique local IPv6 addresses with locally assigned prefixes (RFC 4193, section 3.1). */
export const UNIQUE_LOCAL = 'fd00::/8' as Cidr;

/** Merges ranges of one family into sorted, disjoint ranges. */
function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Range[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range.first <= last.last + 1n) {
      if (range.last > last.last) merged[merged.length - 1] = { ...last, last: range.last };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** Rounds an address up to a multiple of the size. */
const alignUp = (address: bigint, size: bigint): bigint => ((address + size - 1n) / size) * size;

/**
 * Yields the free networks of one size between used networks, lowest first. They start at multiples of their size:
 *
 *     within |----------------------------------------|
 *     used     |----|          |-|            |-|
 *     free               |....|      |....|      |....|
 *
 * @param used    networks to avoid, of any family
 * @param within  range to search
 * @param prefix  prefix length of the free networks; nothing is free if it is shorter than that of `within`
 * @param from    first address to consider (default: the start of `within`)
 */
export function* freeNetworks(
  used: readonly Cidr[],
  within: Cidr,
  prefix: number,
  from?: bigint,
): Generator<Cidr, undefined> {
  const { family, first, last } = rangeOf(within);
  const size = sizeOf(family, prefix);
  const obstacles = mergeRanges(used.map(rangeOf).filter((range) => range.family === family));
  let next = from !== undefined && from > first ? from : first;
  for (const obstacle of [...obstacles, { family, first: last + 1n, last: last + 1n }]) {
    const end = obstacle.first <= last ? obstacle.first - 1n : last;
    for (let at = alignUp(next, size); at + size - 1n <= end; at += size) {
      yield networkOf({ family, value: at }, prefix);
    }
    if (obstacle.last >= next) next = obstacle.last + 1n;
  }
}

/** Returns the lowest free network of a size in the private IPv4 ranges; undefined if there is none. */
export const nextFreeAddresses = (used: readonly Cidr[], prefix: number): Cidr | undefined =>
  PRIVATE_IPV4.map((range) => freeNetworks(used, range, prefix).next().value).find(
    (free) => free !== undefined,
  );

/** Returns the lowest free private network of a family and size; undefined if there is none. */
export const nextFreeOf = (family: Family, used: readonly Cidr[], prefix: number): Cidr | undefined =>
  family === 4 ? nextFreeAddresses(used, prefix) : freeNetworks(used, UNIQUE_LOCAL, prefix).next().value;

/** The private ranges of both families. */
const PRIVATE_RANGES: readonly Cidr[] = [...PRIVATE_IPV4, UNIQUE_LOCAL];

const privateRangeOf = (cidr: Cidr): Cidr | undefined =>
  PRIVATE_RANGES.find((range) => contains(range, cidr));

/**
 * Returns a free network of the same size as a conflicting one: the next above it in its private range, otherwise the
 * lowest in that range, otherwise the lowest in the other private ranges of its family. Undefined if there is none.
 */
export function freeReplacement(cidr: Cidr, used: readonly Cidr[]): Cidr | undefined {
  const ownRange = privateRangeOf(cidr);
  const prefix = prefixOf(cidr);
  const allocated = [...used, cidr];
  const otherRanges = PRIVATE_RANGES.filter(
    (range) => range !== ownRange && familyOf(range) === familyOf(cidr),
  );
  return (
    (ownRange &&
      (freeNetworks(allocated, ownRange, prefix, rangeOf(cidr).first).next().value ??
        freeNetworks(allocated, ownRange, prefix).next().value)) ||
    otherRanges
      .map((range) => freeNetworks(allocated, range, prefix).next().value)
      .find((free) => free !== undefined)
  );
}

import { type Cidr, contains, familyOf, networkOf, prefixOf, type Range, rangeOf, sizeOf } from './cidr.ts';

/** Where private networks are taken from: RFC 1918 in its own order. */
export const PRIVATE_IPV4 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as Cidr[];

/** Unique local addresses that are assigned locally: RFC 4193, 3.1. */
export const UNIQUE_LOCAL = 'fd00::/8' as Cidr;

/** Sorted, disjoint ranges that cover just what the given ones cover, of one family. */
function merged(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const out: Range[] = [];
  for (const range of sorted) {
    const top = out.at(-1);
    if (top && range.first <= top.last + 1n) {
      if (range.last > top.last) out[out.length - 1] = { ...top, last: range.last };
    } else {
      out.push(range);
    }
  }
  return out;
}

/** The lowest multiple of the size at or above the address. */
const aligned = (address: bigint, size: bigint): bigint => ((address + size - 1n) / size) * size;

/**
 * Aligned networks of one size in the gaps between used ones, lowest first:
 *
 *     within |-----------------------------------------|
 *     used      |----|      |--|            |-----|
 *     free   |..|     |....||  |..||..||..|        |...|   those that hold an aligned block
 *
 * @param used    networks not to touch, of any family
 * @param within  where to look
 * @param prefix  prefix length of what is wanted; nothing is free when it is shorter than that of `within`
 * @param from    the first address to consider; the start of `within` when left out
 */
export function* freeNetworks(
  used: readonly Cidr[],
  within: Cidr,
  prefix: number,
  from?: bigint,
): Generator<Cidr, undefined> {
  const { family, first, last } = rangeOf(within);
  const size = sizeOf(family, prefix);
  const obstacles = merged(used.map(rangeOf).filter((range) => range.family === family));
  let next = from !== undefined && from > first ? from : first;
  for (const obstacle of [...obstacles, { family, first: last + 1n, last: last + 1n }]) {
    const end = obstacle.first <= last ? obstacle.first - 1n : last;
    for (let at = aligned(next, size); at + size - 1n <= end; at += size) {
      yield networkOf({ family, value: at }, prefix);
    }
    if (obstacle.last >= next) next = obstacle.last + 1n;
  }
}

/** The lowest free network of a size in the private IPv4 ranges. Undefined when there is none. */
export const firstFree = (used: readonly Cidr[], prefix: number): Cidr | undefined =>
  PRIVATE_IPV4.map((area) => freeNetworks(used, area, prefix).next().value).find(
    (free) => free !== undefined,
  );

/** The private areas of both families. */
const AREAS: readonly Cidr[] = [...PRIVATE_IPV4, UNIQUE_LOCAL];

/** The private area that the network lies in. */
const areaOf = (cidr: Cidr): Cidr | undefined => AREAS.find((area) => contains(area, cidr));

/**
 * A free network of the same size as one that is in the way: the next above it in its own private area, else
 * the lowest there, else the lowest of the other private areas of its family. Undefined when there is none.
 */
export function freeReplacement(cidr: Cidr, used: readonly Cidr[]): Cidr | undefined {
  const own = areaOf(cidr);
  const prefix = prefixOf(cidr);
  const taken = [...used, cidr];
  const others = AREAS.filter((area) => area !== own && familyOf(area) === familyOf(cidr));
  return (
    (own &&
      (freeNetworks(taken, own, prefix, rangeOf(cidr).first).next().value ??
        freeNetworks(taken, own, prefix).next().value)) ||
    others.map((area) => freeNetworks(taken, area, prefix).next().value).find((free) => free !== undefined)
  );
}

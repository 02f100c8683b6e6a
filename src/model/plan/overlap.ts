import type { Family } from '../address/ip.ts';
import { haveSamePrefix } from './columns.ts';
import type { CidrList } from './list.ts';
import { sortInPlanOrder } from './order.ts';

/** Two overlapping entries: `outer` contains `inner`. If they are equal, the earlier one is the outer. */
export interface Pair {
  readonly outer: number;
  readonly inner: number;
}

/** The overlaps in a list. */
export interface Overlaps {
  /** The number of all pairs, even if not all are listed; exact up to 2^27 entries. */
  readonly count: number;
  /** The first pairs, in plan order of the inner entry, then from the largest outer entry to the smallest. */
  readonly pairs: readonly Pair[];
}

/**
 * Counts all overlapping pairs of a list and lists the first `limit`. Time and memory depend on the number of entries,
 * not on the number of pairs: a million equal entries are 499,999,500,000 pairs.
 */
export function findOverlaps(list: CidrList, limit: number): Overlaps {
  const pairs: Pair[] = [];
  const count = sweep(list, 4, limit, pairs) + sweep(list, 6, limit, pairs);
  return { count, pairs };
}

/**
 * Counts the pairs of one family, and lists them up to the limit.
 *
 * Two networks are either nested or disjoint, and in plan order the larger of two nested networks comes first. The
 * sweep keeps a stack of open networks, each of which contains the next. A network that does not contain the current
 * one cannot contain a later one either, so it is closed. The networks that remain open are those that contain the
 * current one:
 *
 *     a 10.0.0.0/8    |------------------------------------|     opens a                    open: a
 *     b 10.1.0.0/16      |-----------|                           opens b inside a                 a b
 *     c 10.1.2.0/24         |--|                                 opens c inside a and b           a b c
 *     d 10.9.0.0/16                        |-----------|         closes c and b; opens d          a d
 */
function sweep(list: CidrList, family: Family, limit: number, pairs: Pair[]): number {
  const open: number[] = [];
  let count = 0;
  for (const inner of sortInPlanOrder(list, family)) {
    while (open.length > 0 && !contains(list, open.at(-1) as number, inner)) open.pop();
    count += open.length;
    for (let at = 0; at < open.length && pairs.length < limit; at++) {
      pairs.push({ outer: open[at] as number, inner });
    }
    open.push(inner);
  }
  return count;
}

/** Returns whether a network contains another that comes later in plan order. */
const contains = ({ columns }: CidrList, outer: number, inner: number): boolean =>
  haveSamePrefix(columns, outer, inner, columns.prefixes[outer] as number);

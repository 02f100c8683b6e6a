import type { Family } from '../address/ip.ts';
import { agree } from './columns.ts';
import type { CidrList } from './list.ts';
import { inPlanOrder } from './order.ts';

/** Two entries that share addresses: all of `inner` lies in `outer`. Of equal ones the earlier is the outer. */
export interface Pair {
  readonly outer: number;
  readonly inner: number;
}

/** What overlaps in a list. */
export interface Overlaps {
  /** Of all pairs, listed or not; exact up to 2^27 entries. */
  readonly count: number;
  /** The first pairs: by the inner one in plan order, then from the largest outer one to the smallest. */
  readonly pairs: readonly Pair[];
}

/**
 * Every overlapping pair of a list. Time and memory grow with the entries and not with the pairs, of which a
 * million equal entries have 499,999,500,000: all are counted, only the first `limit` are listed.
 */
export function findOverlaps(list: CidrList, limit: number): Overlaps {
  const pairs: Pair[] = [];
  const count = sweep(list, 4, limit, pairs) + sweep(list, 6, limit, pairs);
  return { count, pairs };
}

/**
 * Goes through one family in plan order and counts the pairs; lists them until there are `limit`.
 *
 * Networks nest or are disjoint, and in plan order the larger of two that nest comes first. So a network lies
 * in just those that came before it and are still open, each of which lies in the one before; and one that
 * does not hold the next network holds none after it:
 *
 *     a 10.0.0.0/8    |------------------------------------|     opens            open: a
 *     b 10.1.0.0/16      |-----------|                           in a                   a b
 *     c 10.1.2.0/24         |--|                                 in a, b                a b c
 *     d 10.9.0.0/16                        |-----------|         closes c, b; in a      a d
 */
function sweep(list: CidrList, family: Family, limit: number, pairs: Pair[]): number {
  const open: number[] = [];
  let count = 0;
  for (const inner of inPlanOrder(list, family)) {
    while (open.length > 0 && !holds(list, open.at(-1) as number, inner)) open.pop();
    count += open.length;
    for (let at = 0; at < open.length && pairs.length < limit; at++) {
      pairs.push({ outer: open[at] as number, inner });
    }
    open.push(inner);
  }
  return count;
}

/** Whether a network holds one that comes after it in plan order. */
const holds = ({ columns }: CidrList, outer: number, inner: number): boolean =>
  agree(columns, outer, inner, columns.prefixes[outer] as number);

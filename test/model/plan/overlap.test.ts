import { describe, expect, test } from 'vitest';
import type { Cidr } from '../../../src/model/address/cidr.ts';
import { listOf, readList } from '../../../src/model/plan/list.ts';
import { findOverlaps, type Pair } from '../../../src/model/plan/overlap.ts';
import { trials } from '../../support/random.ts';
import { type Network, share, smallPlan } from '../networks.ts';

const listed = (...lines: string[]) => readList(new TextEncoder().encode(lines.join('\n'))).list;

/** Sorts in plan order: by family, first address, larger network first, earlier line first. */
function planOrder(plan: readonly Network[]): number[] {
  return [...plan.keys()].sort((i, j) => {
    const [a, b] = [plan[i] as Network, plan[j] as Network];
    if (a.family !== b.family) return a.family - b.family;
    if (a.first !== b.first) return a.first < b.first ? -1 : 1;
    return a.prefix - b.prefix || i - j;
  });
}

/** Finds overlaps by comparing the ranges of all pairs. */
function naiveOverlaps(plan: readonly Network[]): Pair[] {
  const order = planOrder(plan);
  return order.flatMap((inner, at) =>
    order.slice(0, at).flatMap((outer) => {
      return share(plan[outer] as Network, plan[inner] as Network) ? [{ outer, inner }] : [];
    }),
  );
}

describe('findOverlaps', () => {
  test('finds the same pairs as a naive comparison, in plan order', () => {
    let found = 0;
    trials(10_000, (random) => {
      const plan = smallPlan(random, 12);
      const wanted = naiveOverlaps(plan);
      const list = listOf(plan.map(({ text }) => ({ cidr: text as Cidr, name: '' })));
      expect(findOverlaps(list, Infinity)).toEqual({ count: wanted.length, pairs: wanted });
      found += wanted.length;
    });
    expect(found, 'the trials should contain many overlaps').toBeGreaterThan(10_000);
  });

  test('lists pairs up to the limit and counts all of them', () => {
    trials(1_000, (random) => {
      const plan = smallPlan(random, 20);
      const limit = random.below(12);
      const wanted = naiveOverlaps(plan);
      const list = listed(...plan.map(({ text }) => text));
      expect(findOverlaps(list, limit)).toEqual({ count: wanted.length, pairs: wanted.slice(0, limit) });
    });
  });

  test('finds the same in a shuffled list', () => {
    trials(500, (random) => {
      const plan = smallPlan(random, 40);
      const shuffled = [...plan];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = random.below(at + 1);
        [shuffled[at], shuffled[other]] = [shuffled[other] as Network, shuffled[at] as Network];
      }
      const texts = (networks: readonly Network[]) => {
        const list = listed(...networks.map(({ text }) => text));
        return findOverlaps(list, Infinity).pairs.map(
          ({ outer, inner }) => `${list.cidrAt(outer)} ${list.cidrAt(inner)}`,
        );
      };
      expect(texts(shuffled)).toEqual(texts(plan));
    });
  });

  test('names the larger network first, and of equal ones the earlier line', () => {
    const list = listed('10.1.0.0/16', 'fd00::/48', '10.0.0.0/8', '10.1.0.0/16', 'fd00::/8');
    expect(findOverlaps(list, 10).pairs).toEqual([
      { outer: 2, inner: 0 },
      { outer: 2, inner: 3 },
      { outer: 0, inner: 3 },
      { outer: 4, inner: 1 },
    ]);
  });

  test('keeps IPv4 and IPv6 apart, even where their bits agree', () => {
    expect(findOverlaps(listed('0.0.0.0/0', '::/0', 'a00::/8', '10.0.0.0/8'), 10).pairs).toEqual([
      { outer: 0, inner: 3 },
      { outer: 1, inner: 2 },
    ]);
  });

  test('does not report adjacent networks', () => {
    const list = listed('10.0.0.0/9', '10.128.0.0/9', '11.0.0.0/8', 'fd00::/9', 'fd80::/9', 'fe00::/7');
    expect(findOverlaps(list, 10)).toEqual({ count: 0, pairs: [] });
  });

  test.each([
    ['IPv4', 33, (prefix: number) => `0.0.0.0/${prefix}`],
    ['IPv6', 129, (prefix: number) => `::/${prefix}`],
  ])('counts all pairs of an %s network with all prefix lengths', (_, sizes, text) => {
    const list = listed(...Array.from({ length: sizes }, (_, prefix) => text(sizes - 1 - prefix)));
    expect(findOverlaps(list, 1)).toEqual({
      count: (sizes * (sizes - 1)) / 2,
      pairs: [{ outer: sizes - 1, inner: sizes - 2 }],
    });
  });

  test('counts the 499,999,500,000 pairs of a million equal networks without visiting each', () => {
    const { list } = readList(new TextEncoder().encode('fd00::/64\n'.repeat(1_000_000)));
    expect(findOverlaps(list, 3)).toEqual({
      count: 499_999_500_000,
      pairs: [
        { outer: 0, inner: 1 },
        { outer: 0, inner: 2 },
        { outer: 1, inner: 2 },
      ],
    });
  });

  test.each([[[]], [['10.0.0.0/8']], [['::/0']]])('finds nothing in %j', (lines) => {
    expect(findOverlaps(listed(...lines), 10)).toEqual({ count: 0, pairs: [] });
  });
});

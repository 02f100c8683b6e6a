import { describe, expect, test } from 'vitest';
import { compareNames, inNaturalOrder } from '../../src/model/natural-order.ts';
import { randomFrom, SEED } from '../support/random.ts';

describe('names', () => {
  test.each([
    [
      ['g10', 'g2', 'g1'],
      ['g1', 'g2', 'g10'],
    ],
    [
      ['gw-10-a', 'gw-9-b', 'gw-9-a', 'gw'],
      ['gw', 'gw-9-a', 'gw-9-b', 'gw-10-a'],
    ],
    [
      ['7a', '10', '7'],
      ['7', '7a', '10'],
    ],
    [
      ['a02', 'a2', 'a1', 'a010'],
      ['a1', 'a02', 'a2', 'a010'],
    ],
    [
      ['a99999999999999999999', 'a100000000000000000000'],
      ['a99999999999999999999', 'a100000000000000000000'],
    ],
    [
      ['b', 'a-b', 'a'],
      ['a', 'a-b', 'b'],
    ],
  ])('%j are sorted as %j', (names, sorted) => {
    expect(inNaturalOrder(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual(sorted);
  });

  test(`have one total order (seed ${SEED})`, () => {
    const random = randomFrom(SEED);
    const word = () =>
      Array.from({ length: random.below(6) }, () => random.pick(['a', '-', '0', '1', '9'])).join('');
    for (let round = 0; round < 2000; round++) {
      const [a, b, c] = [word(), word(), word()].sort(compareNames) as [string, string, string];
      expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0);
      expect(compareNames(a, c) <= 0, `${a} ${b} ${c}`).toBe(true);
      expect(compareNames(a, b) === 0).toBe(a === b);
    }
  });
});

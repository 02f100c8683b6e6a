import { describe, expect, test } from 'vitest';
import { mostSimilar, nearest } from '../../src/model/nearest.ts';
import { randomFrom, SEED } from '../support/random.ts';

describe('a suggestion', () => {
  test.each<[typed: string, names: readonly string[], suggested: string | undefined]>([
    ['gatway', ['peering', 'gateway', 'vpc'], 'gateway'],
    ['VPCS', ['peering', 'gateway', 'vpc'], 'vpc'],
    ['seul', ['seoul', 'osaka'], 'seoul'],
    ['asw', ['generic', 'aws', 'gcp'], 'aws'],
    ['osaka', ['seoul', 'tokyo'], undefined],
    ['', ['seoul'], undefined],
    ['seoul', [], undefined],
    ['g10', ['g1', 'seoul'], undefined],
    ['10.10.0.0/16', ['10.8.0.0/16'], undefined],
    ['goul1', ['goul2', 'gaul1'], 'gaul1'],
    ['iproute', ['wg', 'iproute2'], 'iproute2'],
    ['s'.repeat(101), ['s'.repeat(100)], undefined],
  ])('for %j of %j is %j', (typed, names, suggested) => {
    expect(nearest(typed, names)).toBe(suggested);
  });

  test('is the first of several that are as near', () => {
    expect(mostSimilar('gw', ['gw1', 'gw2'])).toBe('gw1');
    expect(mostSimilar('gw', [])).toBe('');
  });
});

/** The definition, without a table. */
const distance = (a: string, b: string): number => {
  if (a === '' || b === '') return a.length + b.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  const isSwapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  return Math.min(
    distance(restA, restB) + (a[0] === b[0] ? 0 : 1),
    distance(restA, b) + 1,
    distance(a, restB) + 1,
    ...(isSwapped ? [distance(a.slice(2), b.slice(2)) + 1] : []),
  );
};

test(`the most similar name has the smallest distance (seed ${SEED})`, () => {
  const random = randomFrom(SEED);
  const word = () => Array.from({ length: random.below(6) }, () => random.pick(['a', 'b', '-'])).join('');
  for (let round = 0; round < 300; round++) {
    const [typed, names] = [word(), [word(), word(), word()]];
    const distances = names.map((name) => distance(typed, name));
    expect(mostSimilar(typed, names), `${typed}: ${names}`).toBe(
      names[distances.indexOf(Math.min(...distances))],
    );
  }
});

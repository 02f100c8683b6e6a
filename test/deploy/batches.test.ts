import { describe, expect, test } from 'vitest';
import { groupIntoBatches } from '../../src/deploy/batches.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { withGateway, withPeering } from '../support/plans.ts';

/** Gateways a, b, c, … with the given peerings. */
function targets(count: number, ...peerings: string[]) {
  const names = [...'abcdefghij'].slice(0, count);
  let state = EMPTY_STATE;
  for (const [index, name] of names.entries())
    state = withGateway(state, name, { cidrs: [`10.${index}.0.0/16`], tunnels: [`100.64.${index}.0/24`] });
  for (const [a = '', b = ''] of peerings.map((pair) => [...pair])) state = withPeering(state, a, b);
  return names.map((name) => ({ desired: desiredGateway(state, name) }));
}

type Groups = ReturnType<typeof groupIntoBatches<ReturnType<typeof targets>[number]>>;

const names = (groups: Groups): string[][] =>
  groups.map((batches) => batches.map((batch) => batch.map(({ desired }) => desired.name).join('')));

describe('Batches', () => {
  test.each([
    ['gateways without peerings', 3, [], 2, [['a'], ['b'], ['c']]],
    ['the two sides of a peering', 3, ['ac'], 2, [['ac'], ['b']]],
    ['a chain', 4, ['ad', 'db', 'bc'], 2, [['ad', 'bc']]],
    ['a star with more gateways than fit into a batch', 5, ['ea', 'eb', 'ec', 'ed'], 3, [['aeb', 'cd']]],
    ['one gateway at a time', 2, ['ab'], 1, [['a', 'b']]],
    ['no gateways', 0, [], 2, []],
  ] as [string, number, string[], number, string[][]][])('of %s', (_, count, peerings, size, expected) => {
    expect(names(groupIntoBatches(targets(count, ...peerings), size))).toEqual(expected);
  });
});

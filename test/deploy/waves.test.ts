import { describe, expect, test } from 'vitest';
import { wavesOf } from '../../src/deploy/waves.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { withGateway, withPeering } from '../plans.ts';

/** Gateways a, b, c, … with these peerings. */
function targets(count: number, ...peerings: string[]) {
  const names = [...'abcdefghij'].slice(0, count);
  let state = EMPTY_STATE;
  for (const [at, name] of names.entries())
    state = withGateway(state, name, { cidrs: [`10.${at}.0.0/16`], tunnels: [`100.64.${at}.0/24`] });
  for (const [a = '', b = ''] of peerings.map((pair) => [...pair])) state = withPeering(state, a, b);
  return names.map((name) => ({ desired: desiredGateway(state, name) }));
}

const named = (groups: ReturnType<typeof wavesOf<ReturnType<typeof targets>[number]>>): string[][] =>
  groups.map((waves) => waves.map((wave) => wave.map(({ desired }) => desired.name).join('')));

describe('Waves', () => {
  test.each([
    ['gateways that know nothing of each other', 3, [], 2, [['a'], ['b'], ['c']]],
    ['the two sides of a peering', 3, ['ac'], 2, [['ac'], ['b']]],
    ['a chain', 4, ['ad', 'db', 'bc'], 2, [['ad', 'bc']]],
    ['a star with more ends than there is room', 5, ['ea', 'eb', 'ec', 'ed'], 3, [['aeb', 'cd']]],
    ['one at a time', 2, ['ab'], 1, [['a', 'b']]],
    ['nothing', 0, [], 2, []],
  ] as [string, number, string[], number, string[][]][])('of %s', (_, count, peerings, most, expected) => {
    expect(named(wavesOf(targets(count, ...peerings), most))).toEqual(expected);
  });
});

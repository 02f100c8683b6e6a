import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { decodeState, encodeState } from '../../src/store/codec.ts';
import { revealed, SAMPLE } from '../support/states.ts';

describe('the lines of a state', () => {
  test('decode to the same state, keys included', () => {
    const again = decodeState(encodeState(SAMPLE));
    expect(revealed(again)).toEqual(revealed(SAMPLE));
    expect(again.peerings.get('seoul-osaka' as never)?.presharedKey).toBeInstanceOf(Secret);
  });

  test('do not depend on the order of the maps', () => {
    const turned = Object.fromEntries(
      Object.entries(SAMPLE).map(([field, map]) => [field, new Map([...map].reverse())]),
    );
    expect(encodeState(turned as unknown as State)).toBe(encodeState(SAMPLE));
  });

  test('hold one object each, sorted by kind and name', () => {
    const lines = encodeState(SAMPLE).trimEnd().split('\n');
    const objects = lines.map((line) => JSON.parse(line));
    expect(objects.map(({ kind, gateway = '', name }) => `${kind} ${gateway}/${name}`)).toEqual([
      'client osaka/laptop',
      'client seoul/laptop',
      'gateway /busan',
      'gateway /osaka',
      'gateway /seoul',
      'location /apne2',
      'location /usw2',
      'peering /busan-osaka',
      'peering /osaka-toronto',
      'peering /seoul-busan',
      'peering /seoul-osaka',
      'peering /seoul-tokyo',
      'setting /tunnel-pool',
      'vpc /busan',
      'vpc /osaka',
      'vpc /seoul',
      'vpc /tokyo',
      'vpc /toronto',
    ]);
  });

  test('omit absent properties', () => {
    const busan = encodeState(SAMPLE).split('\n')[2] ?? '';
    expect(busan).toContain('"name":"busan"');
    expect(busan).not.toContain('privateKey');
    expect(Object.keys(decodeState(`${busan}\n`).gateways.get('busan' as never) ?? {})).not.toContain('ssh');
  });

  test('are empty for the empty state', () => {
    expect(encodeState(EMPTY_STATE)).toBe('');
    expect(decodeState('')).toEqual(EMPTY_STATE);
  });

  test('are not written if a secret would be lost', () => {
    const key = new Secret('of nobody');
    const vpcs = new Map([['a', { name: 'a', notes: { key } }]]);
    expect(() => encodeState({ ...EMPTY_STATE, vpcs } as unknown as State)).toThrow('a secret of a vpc');
  });

  test.each([
    ['not JSON', '{"kind":"vpc"\n'],
    ['an unknown kind', '{"kind":"tunnel","name":"a"}\n'],
    ['a kind that is a property of every object', '{"kind":"constructor","name":"a"}\n'],
    ['no newline at the end', '{"kind":"vpc","name":"a"}'],
  ])('throw when one is %s', (_what, lines) => {
    expect(() => decodeState(lines)).toThrow();
  });
});

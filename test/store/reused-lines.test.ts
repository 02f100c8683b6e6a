import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import { decodeState, encodeState } from '../../src/store/codec.ts';
import { SAMPLE } from '../support/states.ts';

const FORMATS = new URL('formats', import.meta.url).pathname;
const linesOf = (file: string): string => readFileSync(join(FORMATS, file), 'utf8').replace(/^.*\n/, '');

/** Changes, adds and removes an object of each map. */
function changed(state: State): State {
  const maps = Object.entries(state).map(([field, map]) => {
    const objects = [...(map as ReadonlyMap<string, object>)];
    const [first, second] = objects;
    if (!first) return [field, map];
    const next = new Map<string, object>(objects);
    next.set(first[0], { ...first[1], note: 'é\u2028"' });
    if (second) next.delete(second[0]);
    next.set('zz', { ...first[1], name: 'zz' });
    next.set('Aa', { ...first[1], name: 'Aa' });
    return [field, next];
  });
  return Object.fromEntries(maps) as State;
}

const shuffled = (text: string): string => `${text.trimEnd().split('\n').reverse().join('\n')}\n`;

describe('A state is written the same with lines that were read as without them:', () => {
  test.each([
    ['of today', encodeState(SAMPLE)],
    ['in another order', shuffled(encodeState(SAMPLE))],
    ['with an object twice', encodeState(SAMPLE) + encodeState(SAMPLE)],
    ['of format 1', linesOf('1.jsonl')],
    ['of format 2', linesOf('2.jsonl')],
    [
      'of version 0.1.0',
      readFileSync(join(FORMATS, '0.1.0/plain/state/state.jsonl'), 'utf8').replace(/^.*\n/, ''),
    ],
  ])('%s', (_, text) => {
    const read = decodeState(text);
    expect(encodeState(read, read)).toBe(encodeState(read));
    const after = changed(read);
    expect(encodeState(after, read)).toBe(encodeState(after));
    expect(encodeState(after, SAMPLE)).toBe(encodeState(after));
  });
});

/** The state's file: what was written is read, and nothing else is. */
import { expect, test } from 'vitest';
import { decodeState, encodeState } from '../../src/store/codec.ts';
import { decodeFile, encodeFile, UnusableFile } from '../../src/store/envelope.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { hostileValues } from '../hostile/values.ts';
import { type Random, randomFor } from '../support/random.ts';
import { fullMesh, revealed, SAMPLE } from '../support/states.ts';
import { randomPlan } from './plan.ts';

const HEADER = {
  lineage: 'a',
  revision: 7,
  at: '2026-01-02T03:04:05.000Z',
  command: 'vpc add seoul',
  journal: { bytes: 840, line: 212, hash: 'sha256:00' },
};

test('every state comes back as it was', () => {
  const random = randomFor('states');
  const states = [SAMPLE, fullMesh(5), ...Array.from({ length: FULL ? 200 : 10 }, () => randomPlan(random))];
  for (const state of states) {
    expect(revealed(decodeState(encodeState(state)))).toEqual(revealed(state));
    expect(decodeFile(encodeFile(HEADER, state)).header).toEqual(HEADER);
  }
});

test('every command that is kept with a change comes back as it was', () => {
  for (const command of hostileValues().filter((value) => value.length < 300)) {
    const header = { ...HEADER, command };
    const bytes = encodeFile(header, SAMPLE);
    // UTF-8 has no half characters; the file says what it holds all the same, or is refused as a whole.
    if (/\p{Cs}/u.test(command)) expect(() => decodeFile(bytes)).not.toThrow(TypeError);
    else expect(decodeFile(bytes).header).toEqual(header);
  }
});

const BYTES = Buffer.from('{}[]",:\\\n\r\0 0179azAZ_\u0080\u202e', 'utf8');

/** The bytes with one thing about them changed; undefined when that changed nothing. */
function damaged(random: Random, bytes: Buffer): Buffer | undefined {
  const [one, other] = [random.below(bytes.length), random.below(bytes.length)];
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  const [before, middle, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  const noise = Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.pick([...BYTES])));
  const changed = [
    () =>
      Buffer.concat([
        before,
        Buffer.from([(bytes[from] as number) ^ (1 << random.below(8))]),
        bytes.subarray(from + 1),
      ]),
    () => before,
    () => Buffer.concat([before, after]),
    () => Buffer.concat([before, middle, middle, after]),
    () => Buffer.concat([before, noise, bytes.subarray(from)]),
    () => Buffer.concat([before, noise, after]),
    () => Buffer.concat([before, Buffer.alloc(to - from), after]),
    () => Buffer.concat([bytes, noise]),
    () => shuffled(bytes, random),
  ];
  const result = random.pick(changed)();
  return result.equals(bytes) ? undefined : result;
}

/** Two lines changed places. */
function shuffled(bytes: Buffer, random: Random): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const [a, b] = [random.below(lines.length), random.below(lines.length)];
  [lines[a], lines[b]] = [lines[b] as string, lines[a] as string];
  return Buffer.from(lines.join('\n'), 'latin1');
}

test(
  'every damage is seen, whatever it is',
  () => {
    const random = randomFor('damage');
    const files = [encodeFile(HEADER, SAMPLE), encodeFile(HEADER, randomPlan(random))];
    const cases = FULL ? 40_000 : 2000;
    let refused = 0;
    for (let turn = 0; turn < cases; turn++) {
      const bytes = damaged(random, random.pick(files));
      if (!bytes) continue;
      try {
        decodeFile(bytes);
        expect.fail(`damage was read: ${JSON.stringify(bytes.toString('latin1'))}`);
      } catch (error) {
        if (!(error instanceof UnusableFile)) throw error;
        expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        refused++;
      }
    }
    console.log(`state file: ${refused} damaged files refused`);
    expect(refused).toBeGreaterThan(cases / 2);
  },
  PATIENCE,
);

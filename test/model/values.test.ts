import { expect, test } from 'vitest';
import { parseWait } from '../../src/model/values.ts';

test.each([
  ['0', 0],
  ['0ms', 0],
  ['500ms', 500],
  ['10s', 10_000],
  ['10', 10_000],
  ['2m', 120_000],
  ['24h', 86_400_000],
])('a wait of %s is %i ms', (text, milliseconds) => {
  expect(parseWait(text)).toBe(milliseconds);
});

test.each(['', '-1', '+1', '1.5s', '1e3', '01s', '1d', '10 s', 's', '25h', '86401', '999999999h', '１０s'])(
  '%j is no wait',
  (text) => {
    expect(() => parseWait(text)).toThrow(
      expect.objectContaining({ exit: 2, message: expect.stringMatching(/ is not a valid duration$/) }),
    );
  },
);

import { describe, expect, test } from 'vitest';
import { notWritten } from '../../src/store/state-errors.ts';
import { errnoOf, reasonOf } from '../../src/store/system-errors.ts';

/** Returns an error as Node throws it for an errno without a name. */
const unknown = (errno: number): Error =>
  Object.assign(new Error(`Unknown system error ${-errno}: Unknown system error ${-errno}, write`), {
    errno: -errno,
    code: `Unknown system error ${-errno}`,
    syscall: 'write',
  });

describe('an error of the operating system', () => {
  test.each([
    [
      Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 }),
      'no space left on device (ENOSPC)',
    ],
    [unknown(122), 'disk quota exceeded (EDQUOT)'],
    [
      Object.assign(new Error('UNKNOWN: unknown error, write'), { code: 'UNKNOWN', errno: -122 }),
      'disk quota exceeded (EDQUOT)',
    ],
    [unknown(116), 'stale file handle (ESTALE)'],
    [unknown(4000), 'unknown system error (errno 4000)'],
  ])('is told by its name', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
    expect(reason).toContain(`(${errnoOf(error)})`);
  });

  test('is not confused with an error of JavaScript', () => {
    expect(errnoOf(Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
    expect(errnoOf(new TypeError('bad'))).toBeUndefined();
    expect(errnoOf('ENOENT')).toBeUndefined();
  });

  test('comes with advice, also for a quota', () => {
    expect(notWritten('/data', unknown(122)).hint).toBe(
      'nothing was changed; free up some of your quota for /data',
    );
  });
});

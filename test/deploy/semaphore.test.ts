import { describe, expect, test } from 'vitest';
import { Semaphore } from '../../src/deploy/semaphore.ts';

describe('A semaphore', () => {
  test('never hands out more permits than it has, and serves every caller', async () => {
    const semaphore = new Semaphore(5);
    let [held, most] = [0, 0];
    const requests = Array.from({ length: 60 }, (_, index) => (index % 7) + 1);
    const done = await Promise.all(
      requests.map((permits) =>
        semaphore.use(permits, async () => {
          held += Math.min(permits, 5);
          most = Math.max(most, held);
          await new Promise((resolve) => setTimeout(resolve, 1));
          held -= Math.min(permits, 5);
          return permits;
        }),
      ),
    );
    expect(done).toEqual(requests);
    expect(most).toBeLessThanOrEqual(5);
    expect(held).toBe(0);
  });

  test('releases its permits after a failure', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.use(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await semaphore.use(1, async () => 'yes')).toBe('yes');
  });
});

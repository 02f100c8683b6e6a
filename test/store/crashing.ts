/** A process that dies at its n-th change of the disk, and leaves that half done. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

class Crash extends Error {}

/** What changes the disk, of what the store uses. */
const CHANGING = [
  'writeSync',
  'ftruncateSync',
  'renameSync',
  'unlinkSync',
  'linkSync',
  'mkdirSync',
  'rmSync',
  'fchmodSync',
] as const;

/**
 * Does something of which nothing reaches the disk from its n-th change on; of that change, where it writes, half.
 * Returns whether it came so far.
 */
export async function crashAt(change: number, act: () => Promise<unknown>): Promise<boolean> {
  const real = Object.fromEntries(CHANGING.map((name) => [name, fs[name]]));
  let changes = 0;
  for (const name of CHANGING) {
    const ours = (...args: unknown[]): unknown => {
      changes++;
      const does = real[name] as unknown as (...args: unknown[]) => unknown;
      if (changes < change) return does(...args);
      if (changes === change && name === 'writeSync') {
        const [fd, bytes, from, length, at] = args as [number, Buffer, number, number, number];
        does(fd, bytes, from, Math.floor(length / 2), at);
      }
      throw new Crash(name);
    };
    Object.assign(fs, { [name]: ours });
  }
  syncBuiltinESMExports();
  try {
    await act();
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return true;
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
}

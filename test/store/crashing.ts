/** Simulates a process that dies at its n-th change of the disk, and leaves that change half done. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

class Crash extends Error {}

/** The functions that the store uses to change the disk. */
const DISK_CHANGES = [
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
 * Runs `act`, and crashes it at its n-th change of the disk; a write is half done at that point. Returns false if
 * `act` ends before that.
 */
export async function crashAt(change: number, act: () => Promise<unknown>): Promise<boolean> {
  const real = Object.fromEntries(DISK_CHANGES.map((name) => [name, fs[name]]));
  let changes = 0;
  for (const name of DISK_CHANGES) {
    const crashing = (...args: unknown[]): unknown => {
      changes++;
      const original = real[name] as unknown as (...args: unknown[]) => unknown;
      if (changes < change) return original(...args);
      if (changes === change && name === 'writeSync') {
        const [fd, bytes, from, length, at] = args as [number, Buffer, number, number, number];
        original(fd, bytes, from, Math.floor(length / 2), at);
      }
      throw new Crash(name);
    };
    Object.assign(fs, { [name]: crashing });
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

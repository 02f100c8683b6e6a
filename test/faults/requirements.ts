import { spawnSync } from 'node:child_process';
import { describeUnless, isLongRun, missingPrograms } from '../support/requirements.ts';
import { missingForSmallDisk } from '../support/store/small-disk.ts';

/** Every fault is tried instead of a sample. */
export const EVERY_FAULT = isLongRun('faults');

/** Returns what the machine lacks to inject faults. */
function missingRequirements(): string[] {
  const missing = [
    ...missingPrograms(['strace', 'setpriv', 'prlimit', 'unshare', 'flock']),
    ...missingForSmallDisk(),
  ];
  if (missing.length > 0) return missing;
  // Some containers allow no debuggers.
  const traced = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
  return traced.status === 0 ? [] : ['the right to trace a process'];
}

/** A group of tests that inject faults. */
export const describeFaults = (name: string, body: () => void): void =>
  describeUnless(missingRequirements(), name, body);

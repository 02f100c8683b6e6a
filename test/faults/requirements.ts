import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { whyNoTmpfs } from '../support/small-disk.ts';

/** Whether every fault is tried, rather than some. */
export const EVERY_FAULT = process.env['PEERWAY_FAULTS'] === 'all';

const TOOLS = ['strace', 'setpriv', 'prlimit', 'unshare', 'flock'];

const isMissing = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0;

/** Why faults cannot be made here; undefined when they can. */
function obstacle(): string | undefined {
  const missing = TOOLS.filter(isMissing);
  if (missing.length > 0) return `missing ${missing.join(', ')}`;
  const mount = whyNoTmpfs();
  if (mount !== undefined) return mount;
  // Debuggers are kept out of some containers.
  const traced = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
  return traced.status === 0 ? undefined : 'this place does not allow tracing a process';
}

/** A group of tests that make faults. Where they cannot be made it is skipped with one line, or fails where required. */
export function describeFaults(name: string, body: () => void): void {
  const why = obstacle();
  if (why !== undefined && process.env['PEERWAY_LAB'] === 'require') {
    throw new Error(`PEERWAY_LAB=require, but faults cannot be made: ${why}`);
  }
  if (why !== undefined) console.log(`faults skipped (${name}): ${why}`);
  describe.skipIf(why !== undefined)(name, body);
}

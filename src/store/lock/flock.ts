/**
 * The lock as flock(2) on an open file, taken by util-linux's or busybox's `flock` on our descriptor. It belongs
 * to the open file and not to a process, so the kernel frees it when its holder dies, whatever of; nobody has to
 * guess by age whether a lock is stale, and a holder that was stopped still has it when it goes on.
 */
import { spawnSync } from 'node:child_process';
import { conflict, type UserError } from '../../errors.ts';
import { errnoOf } from '../system-errors.ts';
import { readHolder } from './holder.ts';
import { type LockRequest, lockedBy, SILENCE, waitingText } from './request.ts';

/** PATH may lack the folder, as in some cron jobs, and all processes have to agree on the kind of lock. */
const PROGRAMS: readonly string[] = ['flock', '/usr/bin/flock', '/bin/flock'];

type Attempt = 'taken' | 'busy' | 'missing';

/** Whether the open file at the path was locked; false when there is no program for it. Throws when it stays busy. */
export function takeFlock(fd: number, path: string, request: LockRequest): boolean {
  const { timeoutMs, onWait, flock = PROGRAMS } = request;
  const first = runFlock(flock, fd, 0);
  if (first !== 'busy') return first === 'taken';
  const silence = Math.min(SILENCE, timeoutMs);
  if (silence > 0 && runFlock(flock, fd, silence) === 'taken') return true;
  const rest = timeoutMs - silence;
  if (rest > 0) {
    onWait(waitingText(readHolder(path)));
    if (runFlock(flock, fd, rest) === 'taken') return true;
  }
  throw lockedBy(
    readHolder(path),
    'run the command again once that process has ended: it frees the lock then',
  );
}

function runFlock(programs: readonly string[], fd: number, waitMs: number): Attempt {
  for (const program of programs) {
    const attempt = runProgram(program, fd, waitMs);
    if (attempt !== 'missing') return attempt;
  }
  return 'missing';
}

/**
 * Waits so long for the lock, not at all for 0. The wait ends by killing the program, since busybox's has no
 * option for it. Should that have taken the lock just then, the next try succeeds at once, or closing the file
 * frees it.
 */
function runProgram(program: string, fd: number, waitMs: number): Attempt {
  const { status, signal, error, stderr } = spawnSync(program, waitMs > 0 ? ['-x', '3'] : ['-x', '-n', '3'], {
    // A working folder that was removed would look like a program that is missing.
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', fd],
    encoding: 'utf8',
    killSignal: 'SIGKILL',
    ...(waitMs > 0 ? { timeout: waitMs } : {}),
  });
  if (status === 0) return 'taken';
  if (isMissing(program, errnoOf(error))) return 'missing';
  if (errnoOf(error) === 'ETIMEDOUT' || (waitMs === 0 && status === 1)) return 'busy';
  throw lockFailed(error?.message || stderr?.trim() || `flock ended with ${signal ?? status}`);
}

/**
 * Whether there is no such program. A search of PATH that finds nothing ends with EACCES where a folder of it may
 * not be looked into, as with root's PATH under `sudo -u`, and with ENOTDIR where it is none.
 */
const isMissing = (program: string, errno: string | undefined): boolean =>
  errno === 'ENOENT' || (!program.includes('/') && (errno === 'EACCES' || errno === 'ENOTDIR'));

const lockFailed = (why: string): UserError =>
  conflict('state-lock-failed', `The state's lock could not be taken: ${why}`, 'nothing was changed');

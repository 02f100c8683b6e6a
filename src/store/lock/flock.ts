/**
 * The lock as flock(2), taken by the `flock` program of util-linux or busybox on a descriptor of this process. The
 * kernel releases it when its holder exits for any reason. So no lock is ever stale, and a stopped holder still has
 * the lock when it continues.
 */
import { spawnSync } from 'node:child_process';
import { conflict, type UserError } from '../../errors.ts';
import { errnoOf } from '../system-errors.ts';
import { readHolder } from './holder.ts';
import { type LockRequest, lockTimeout, NOTICE_DELAY_MS, waitingMessage } from './request.ts';

/** Includes absolute paths: PATH may lack the folder, as in some cron jobs, and all processes must use the same lock. */
const PROGRAMS: readonly string[] = ['flock', '/usr/bin/flock', '/bin/flock'];

type Attempt = 'taken' | 'busy' | 'missing';

/** Locks an open file. Returns false if there is no `flock` program. Throws on a timeout. */
export function takeFlock(fd: number, path: string, request: LockRequest): boolean {
  const { timeoutMs, onWait, flock = PROGRAMS } = request;
  const first = runFlock(flock, fd, 0);
  if (first !== 'busy') return first === 'taken';
  const quietMs = Math.min(NOTICE_DELAY_MS, timeoutMs);
  if (quietMs > 0 && runFlock(flock, fd, quietMs) === 'taken') return true;
  const remainingMs = timeoutMs - quietMs;
  if (remainingMs > 0) {
    onWait(waitingMessage(readHolder(path)));
    if (runFlock(flock, fd, remainingMs) === 'taken') return true;
  }
  throw lockTimeout(
    readHolder(path),
    'run the command again once that process has exited: this releases the lock',
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
 * Waits up to `waitMs` for the lock; 0 does not wait. On a timeout it kills the program, since busybox has no option
 * for one. If the program took the lock at that moment, the next attempt succeeds at once, or closing the file
 * releases the lock.
 */
function runProgram(program: string, fd: number, waitMs: number): Attempt {
  const { status, signal, error, stderr } = spawnSync(program, waitMs > 0 ? ['-x', '3'] : ['-x', '-n', '3'], {
    // A deleted working directory would look like a missing program.
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', fd],
    encoding: 'utf8',
    killSignal: 'SIGKILL',
    ...(waitMs > 0 ? { timeout: waitMs } : {}),
  });
  if (status === 0) return 'taken';
  if (isMissing(program, errnoOf(error))) return 'missing';
  if (errnoOf(error) === 'ETIMEDOUT' || (waitMs === 0 && status === 1)) return 'busy';
  throw lockFailed(error?.message || stderr?.trim() || `flock exited with ${signal ?? status}`);
}

/**
 * Returns true if the program does not exist. A search of PATH fails with EACCES if one of its folders cannot be
 * searched, as with root's PATH under `sudo -u`, and with ENOTDIR if one of them is not a folder.
 */
const isMissing = (program: string, errno: string | undefined): boolean =>
  errno === 'ENOENT' || (!program.includes('/') && (errno === 'EACCES' || errno === 'ENOTDIR'));

const lockFailed = (reason: string): UserError =>
  conflict('state-lock-failed', `The state could not be locked: ${reason}`, 'nothing was changed');

/** The lock that admits one writer at a time. */
import { constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { closeQuietly, identityAt, identityOfOpen, isSame, makePrivate } from '../disk.ts';
import { takeFlock } from './flock.ts';
import { thisProcess } from './holder.ts';
import { withLockFile } from './lock-file.ts';
import type { LockRequest } from './request.ts';

/** The last waiting call of this process, per folder. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `act` while holding the lock of the state. Calls within one process wait for each other first: waiting for the
 * lock blocks the process, so a second call would keep the first one from ever releasing it.
 */
export async function withLock<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const before = queues.get(request.folder) ?? Promise.resolve();
  const turn = before.then(
    () => take(request, act),
    () => take(request, act),
  );
  queues.set(request.folder, turn);
  return turn;
}

async function take<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const path = join(request.folder, 'lock');
  for (;;) {
    const fd = openLockFile(path);
    try {
      if (!takeFlock(fd, path, request)) return await withLockFile(request, act);
      // If the file was removed in the meantime, another process may lock a new file under the same name: try again.
      if (isSame(identityAt(path), identityOfOpen(fd))) return await withHolderName(fd, request, act);
    } finally {
      closeQuietly(fd);
    }
  }
}

function openLockFile(path: string): number {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  makePrivate(fd, path);
  return fd;
}

/** Runs `act` while the lock file names this process. A full disk may prevent that. */
async function withHolderName<Result>(
  fd: number,
  { command, now, nonce }: LockRequest,
  act: () => Promise<Result>,
): Promise<Result> {
  const holder = Buffer.from(JSON.stringify(thisProcess(command, now, nonce)));
  ignoreErrors(() => {
    ftruncateSync(fd, 0);
    writeSync(fd, holder, 0, holder.length, 0);
  });
  try {
    return await act();
  } finally {
    ignoreErrors(() => ftruncateSync(fd, 0));
  }
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // The lock works without the name.
  }
}

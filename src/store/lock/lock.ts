/** One writer at a time. */
import { constants, fchmodSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { closeQuietly, identityAt, identityOfOpen, isSame } from '../disk.ts';
import { takeFlock } from './flock.ts';
import { ourselves } from './holder.ts';
import { exclusively } from './lock-file.ts';
import type { LockRequest } from './request.ts';

/** The last one in line for each folder, in this process. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Does something with the state's lock held. Those of one process wait for each other first: waiting for the lock
 * itself, the second would keep the first, which is this very process, from ever freeing it.
 */
export async function locked<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const before = lines.get(request.folder) ?? Promise.resolve();
  const turn = before.then(
    () => take(request, act),
    () => take(request, act),
  );
  lines.set(request.folder, turn);
  return turn;
}

async function take<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const path = join(request.folder, 'lock');
  for (;;) {
    const fd = openLockFile(path);
    try {
      if (!takeFlock(fd, path, request)) return await exclusively(request, act);
      // Whoever removed the file while we waited made room for a second lock under the same name.
      if (isSame(identityAt(path), identityOfOpen(fd))) return await announced(fd, request, act);
    } finally {
      closeQuietly(fd);
    }
  }
}

function openLockFile(path: string): number {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  fchmodSync(fd, 0o600);
  return fd;
}

/** Our name is in the lock file for as long as the lock is held. A full disk may refuse even that. */
async function announced<Result>(
  fd: number,
  { command, now, nonce }: LockRequest,
  act: () => Promise<Result>,
): Promise<Result> {
  const holder = Buffer.from(JSON.stringify(ourselves(command, now, nonce)));
  quietly(() => {
    ftruncateSync(fd, 0);
    writeSync(fd, holder, 0, holder.length, 0);
  });
  try {
    return await act();
  } finally {
    quietly(() => ftruncateSync(fd, 0));
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The name is a courtesy; the lock holds without it.
  }
}

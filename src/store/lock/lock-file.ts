/**
 * The lock for hosts without the `flock` program: a file that exists while the lock is held. The file survives a
 * killed holder. So it names its holder, and is removed once that process has provably exited. Age proves nothing: a
 * stopped process may continue.
 */
import { readdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shellQuoted } from '../../visible.ts';
import { unlinkQuietly, writeNewFile } from '../disk.ts';
import { linkOrCopy } from '../second-name.ts';
import { errnoOf } from '../system-errors.ts';
import { type Holder, hasExited, readHolder, thisProcess } from './holder.ts';
import { type LockRequest, lockTimeout, NOTICE_DELAY_MS, waitingMessage } from './request.ts';

/** A nonce that is safe as part of a file name. */
const NONCE = /^[0-9a-f-]{1,36}$/;
const LEFTOVER = /^lock\.[0-9a-f-]{1,36}(\.break)?$/;

/** Milliseconds between two attempts. */
const POLL_MS = 25;

/** A file that names this process. Taking a lock gives it a second name. */
interface Claim {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Runs `act` while holding the lock file. */
export async function withLockFile<Result>(
  request: LockRequest,
  act: () => Promise<Result>,
): Promise<Result> {
  const path = join(request.folder, 'lock.exclusive');
  const claim = {
    path: join(request.folder, `lock.${request.nonce}`),
    bytes: Buffer.from(JSON.stringify(thisProcess(request.command, request.now, request.nonce))),
  };
  writeNewFile(claim.path, claim.bytes);
  try {
    await waitFor(path, claim, request);
  } finally {
    unlinkQuietly(claim.path);
  }
  try {
    removeStaleClaims(request.folder);
    return await act();
  } finally {
    unlinkQuietly(path);
  }
}

async function waitFor(path: string, claim: Claim, { timeoutMs, onWait }: LockRequest): Promise<void> {
  const start = performance.now();
  for (let isNotified = false; !tryTake(path, claim); ) {
    const holder = readHolder(path);
    if (holder && hasExited(holder)) {
      breakLock(path, holder, claim);
      if (tryTake(path, claim)) return;
    }
    const waited = performance.now() - start;
    if (waited >= timeoutMs) throw lockTimeout(holder, removalHint(path));
    if (!isNotified && waited >= NOTICE_DELAY_MS) {
      isNotified = true;
      onWait(waitingMessage(holder));
    }
    await sleep(POLL_MS);
  }
}

/**
 * link(2) creates a name only if it does not exist, and the file has its content from the start. Without hard links, the
 * file is created first and written then: others wait while it is empty.
 */
function tryTake(path: string, claim: Claim): boolean {
  try {
    linkOrCopy(claim.path, path, claim.bytes);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (errnoOf(error) !== 'ENOENT') throw error;
    // Another process removed the claim while it was still empty and looked stale.
    writeNewFile(claim.path, claim.bytes);
    return tryTake(path, claim);
  }
}

/** Returns the path of the lock for removing the lock of a dead holder. It is named after that holder. */
const breakerPath = (folder: string, dead: Holder): string => join(folder, `lock.${dead.nonce}.break`);

/**
 * Removes the lock of a dead holder. Only one process at a time may do this: otherwise two processes could find the
 * same dead holder, and the slower one would remove the lock that the faster one has just taken. If the breaker
 * itself was killed, its breaker lock is broken in the same way.
 */
function breakLock(path: string, dead: Holder, claim: Claim): void {
  if (!NONCE.test(dead.nonce)) return;
  const breaker = breakerPath(dirname(claim.path), dead);
  if (!tryTake(breaker, claim)) {
    const other = readHolder(breaker);
    if (!other || !hasExited(other)) return;
    breakLock(breaker, other, claim);
    if (!tryTake(breaker, claim)) return;
  }
  try {
    if (readHolder(path)?.nonce === dead.nonce) unlinkSync(path);
  } finally {
    unlinkQuietly(breaker);
  }
}

/**
 * Removes the claims and breakers of processes that were killed while they waited; a claim without a holder was killed
 * while writing it. Requires the lock: breakers then have no purpose any more.
 */
function removeStaleClaims(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => LEFTOVER.test(each))) {
    const holder = readHolder(join(folder, name));
    if (!holder || hasExited(holder)) unlinkQuietly(join(folder, name));
  }
}

const removalHint = (path: string): string =>
  `if that process has exited, remove its lock file: rm -f ${shellQuoted(path)}`;

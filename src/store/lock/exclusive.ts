/**
 * The lock where there is no `flock` program: a file that is there for as long as the lock is held. It outlives a
 * holder that is killed; so it names its holder, and is broken once that process has provably ended: never by
 * age, since a process that was stopped goes on where it was.
 */
import { linkSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shellQuoted } from '../../visible.ts';
import { unlinkQuietly, writeNewFile } from '../disk.ts';
import { errnoOf } from '../errno.ts';
import { type Holder, isGone, ourselves, readHolder } from './holder.ts';
import { type LockRequest, lockedBy, SILENCE, waitingText } from './waiting.ts';

/** Milliseconds between two tries. */
const POLL = 25;

/** Does something with the lock held. */
export async function exclusively<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const path = join(request.folder, 'lock.exclusive');
  const claim = join(request.folder, `lock.${request.nonce}`);
  const text = JSON.stringify(ourselves(request.command, request.now, request.nonce));
  writeNewFile(claim, Buffer.from(text));
  try {
    await waitFor(path, claim, request);
  } finally {
    unlinkQuietly(claim);
  }
  try {
    sweepClaims(request.folder);
    return await act();
  } finally {
    unlinkQuietly(path);
  }
}

async function waitFor(path: string, claim: string, { timeoutMs, onWait }: LockRequest): Promise<void> {
  const began = performance.now();
  for (let told = false; !take(path, claim); ) {
    const holder = readHolder(path);
    if (holder && isGone(holder) && breakLock(path, holder)) continue;
    const waited = performance.now() - began;
    if (waited >= timeoutMs) throw lockedBy(holder, removalHint(path));
    if (!told && waited >= SILENCE) {
      told = true;
      onWait(waitingText(holder));
    }
    await sleep(POLL);
  }
}

/** link(2) makes the name only if it is not there, and the file behind it has its content from the start. */
function take(path: string, claim: string): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const breakerOf = (path: string): string => `${path}.break`;

/**
 * Removes the lock of a holder that is gone. One process at a time: else two would find the same dead holder, and
 * the slower would remove the lock that the faster has just taken.
 */
function breakLock(path: string, dead: Holder): boolean {
  const breaker = breakerOf(path);
  try {
    writeNewFile(breaker, Buffer.alloc(0));
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    if (readHolder(path)?.nonce === dead.nonce) unlinkSync(path);
    return true;
  } finally {
    unlinkQuietly(breaker);
  }
}

/** Removes what those left behind who were killed while they waited. */
function sweepClaims(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => /^lock\.[0-9a-f-]{36}$/.test(each))) {
    const holder = readHolder(join(folder, name));
    if (holder && isGone(holder)) unlinkQuietly(join(folder, name));
  }
}

const removalHint = (path: string): string =>
  `if that process has ended, remove what it left: rm -f ${shellQuoted(path)} ${shellQuoted(breakerOf(path))}`;

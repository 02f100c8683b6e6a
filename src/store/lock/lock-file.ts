/**
 * The lock where there is no `flock` program: a file that is there for as long as the lock is held. It outlives a
 * holder that is killed; so it names its holder, and is broken once that process has provably ended: never by
 * age, since a process that was stopped goes on where it was.
 */
import { linkSync, readdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shellQuoted } from '../../visible.ts';
import { unlinkQuietly, writeNewFile } from '../disk.ts';
import { errnoOf } from '../system-errors.ts';
import { type Holder, isGone, ourselves, readHolder } from './holder.ts';
import { type LockRequest, lockedBy, SILENCE, waitingText } from './request.ts';

/** A holder's nonce as it may be part of a file's name. */
const NONCE = /^[0-9a-f-]{1,36}$/;
const LEFTOVER = /^lock\.[0-9a-f-]{1,36}(\.break)?$/;

/** Milliseconds between two tries. */
const POLL = 25;

/** A file that names us, to be given the names of what we take. */
interface Claim {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Does something with the lock held. */
export async function exclusively<Result>(request: LockRequest, act: () => Promise<Result>): Promise<Result> {
  const path = join(request.folder, 'lock.exclusive');
  const claim = {
    path: join(request.folder, `lock.${request.nonce}`),
    bytes: Buffer.from(JSON.stringify(ourselves(request.command, request.now, request.nonce))),
  };
  writeNewFile(claim.path, claim.bytes);
  try {
    await waitFor(path, claim, request);
  } finally {
    unlinkQuietly(claim.path);
  }
  try {
    sweepClaims(request.folder);
    return await act();
  } finally {
    unlinkQuietly(path);
  }
}

async function waitFor(path: string, claim: Claim, { timeoutMs, onWait }: LockRequest): Promise<void> {
  const began = performance.now();
  for (let told = false; !take(path, claim); ) {
    const holder = readHolder(path);
    if (holder && isGone(holder)) {
      breakLock(path, holder, claim);
      if (take(path, claim)) return;
    }
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
function take(path: string, claim: Claim): boolean {
  try {
    linkSync(claim.path, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (errnoOf(error) !== 'ENOENT') throw error;
    // Swept while we had not written it yet, when it looked like one that never will be.
    writeNewFile(claim.path, claim.bytes);
    return take(path, claim);
  }
}

/** Where the one who removes a dead holder's lock says so: named for that holder, of which there is one only. */
const breakerOf = (folder: string, dead: Holder): string => join(folder, `lock.${dead.nonce}.break`);

/**
 * Removes the lock of a holder that is gone. One process at a time: else two would find the same dead holder, and
 * the slower would remove the lock that the faster has just taken. One who was killed over this is a dead holder
 * of what it has left, and followed in the same way.
 */
function breakLock(path: string, dead: Holder, claim: Claim): void {
  if (!NONCE.test(dead.nonce)) return;
  const breaker = breakerOf(dirname(claim.path), dead);
  if (!take(breaker, claim)) {
    const other = readHolder(breaker);
    if (!other || !isGone(other)) return;
    breakLock(breaker, other, claim);
    if (!take(breaker, claim)) return;
  }
  try {
    if (readHolder(path)?.nonce === dead.nonce) unlinkSync(path);
  } finally {
    unlinkQuietly(breaker);
  }
}

/**
 * Removes what those left behind who were killed while they waited; one who was killed before that has not even
 * written who. Who removed whose lock has no meaning any more: the one that is there is ours.
 */
function sweepClaims(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => LEFTOVER.test(each))) {
    const holder = readHolder(join(folder, name));
    if (!holder || isGone(holder)) unlinkQuietly(join(folder, name));
  }
}

const removalHint = (path: string): string =>
  `if that process has ended, remove what it left: rm -f ${shellQuoted(path)}`;

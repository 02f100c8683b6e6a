/** Replaces `state.jsonl` atomically, and keeps the replaced file. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, identityAt, isSame, syncFolder, unlinkQuietly, writeNewFile } from './disk.ts';
import { buildFile, type Header, planOf, type Tip } from './envelope.ts';
import { keepGeneration, pruneGenerations } from './generations.ts';
import { truncateJournal } from './journal.ts';
import { linkOrCopy } from './second-name.ts';
import { changedUnderneath, notConfirmed, notWritten } from './state-errors.ts';
import { type Current, readIfExists, stateFilePath, tipOf } from './state-file.ts';
import { errnoOf } from './system-errors.ts';

/** The revision to write. */
export interface NextRevision extends Omit<Header, 'journal'> {
  /** The bytes below the header. */
  readonly body: Buffer;
  /** Appends the journal line of this change after the tip. Returns the new tip. */
  record(tip: Tip): Tip;
  /** Encrypted copy of an unusable file, to keep in its place. Absent if the file is kept as it is. */
  readonly encryptedOriginal?: Buffer;
  /** Unique to this write. */
  readonly nonce: string;
}

/**
 * Replaces the current revision atomically: writes the new file under a temporary name, syncs it, and renames it. If
 * this throws, the current revision is still in place, except after `notConfirmed`.
 */
export function replaceState(folder: string, current: Current, next: NextRevision): void {
  const path = stateFilePath(folder);
  const temporary = `${path}.${next.nonce}.tmp`;
  const tip = tipOf(folder, current);
  try {
    if (!isUnchanged(path, current)) throw changedUnderneath();
    const journal = next.record(tip);
    const written = writeNewFile(temporary, buildFile({ ...next, journal }, next.body));
    if (!isUnchanged(path, current)) throw changedUnderneath();
    keepReplaced(folder, current, next);
    rename(temporary, path, written, next.revision);
  } catch (error) {
    unlinkQuietly(temporary);
    if (isKnownUnchanged(path, current)) truncateJournal(folder, tip);
    throw errnoOf(error) === undefined ? error : notWritten(folder, error);
  }
  try {
    syncFolder(folder);
  } catch (error) {
    throw notConfirmed(next.revision, error);
  }
  pruneGenerations(folder, planOf(next));
}

/**
 * Returns true if the file still has the bytes that were read. The lock can be bypassed, for example by removing the
 * lock file, and a change made that way must not be lost. Inode numbers do not suffice: the kernel reuses them.
 */
function isUnchanged(path: string, { bytes }: Current): boolean {
  const found = readIfExists(path)?.bytes;
  return bytes && found ? found.equals(bytes) : bytes === found;
}

/** Keeps the file that is about to be replaced: as a generation, or as `state.before-<n>.jsonl` if it is unusable. */
function keepReplaced(
  folder: string,
  { header, bytes }: Current,
  { revision, encryptedOriginal, nonce }: NextRevision,
): void {
  const path = stateFilePath(folder);
  const before = join(folder, `state.before-${revision}`);
  const temporary = `${path}.${nonce}-copy.tmp`;
  if (header && bytes) keepGeneration(folder, { file: path, bytes, temporary }, header.revision);
  else if (encryptedOriginal)
    withUnusedName(before, '.jsonl.age', (name) => void writeNewFile(name, encryptedOriginal));
  else if (bytes)
    withUnusedName(before, '.jsonl', (name) => {
      // An interrupted transaction may have kept it already.
      if (!isSame(identityAt(path), identityAt(name))) linkOrCopy(path, name, bytes);
    });
}

/** Calls `create` with names until one is unused. */
function withUnusedName(prefix: string, extension: string, create: (name: string) => void): void {
  for (let attempt = 1; ; attempt++) {
    try {
      create(`${prefix}${attempt === 1 ? '' : `-${attempt}`}${extension}`);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Returns false if the file has changed or cannot be read. */
function isKnownUnchanged(path: string, current: Current): boolean {
  try {
    return isUnchanged(path, current);
  } catch {
    return false;
  }
}

/** On a network file system, a rename can succeed and still report an error. */
function rename(from: string, to: string, written: Identity, revision: number): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!wasRenamed(to, written, revision)) throw error;
  }
}

function wasRenamed(to: string, written: Identity, revision: number): boolean {
  try {
    return isSame(identityAt(to), written);
  } catch (error) {
    throw notConfirmed(revision, error);
  }
}

const TEMPORARY = /^(?:state\.jsonl\.[0-9a-f-]+(?:-copy)?|encryption\.json)\.tmp$/;

/** Removes temporary files of interrupted transactions, which hold secrets. Requires the lock. */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (TEMPORARY.test(name)) unlinkQuietly(join(folder, name));
  }
}

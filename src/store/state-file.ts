/** `state.jsonl`: read as it is or refused, and replaced as a whole or not at all. */
import { linkSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { EMPTY_STATE, type State } from '../model/state.ts';
import { type Contents, contentsOf, refuseStranger } from './contents.ts';
import {
  type Identity,
  identityAt,
  isSame,
  type OpenedFile,
  readWhole,
  syncFolder,
  unlinkQuietly,
  writeNewFile,
} from './disk.ts';
import type { Keys } from './encryption/cipher.ts';
import { readMarker } from './encryption/marker.ts';
import { fileOf, type Header, NO_ENTRIES, openFile, type Tip, UnusableFile } from './envelope.ts';
import { keepGeneration, listGenerations, newestGood, pruneGenerations } from './generations.ts';
import { cutJournal, readJournal, tipAfter } from './journal.ts';
import {
  changedUnderneath,
  notAFile,
  notConfirmed,
  notWritten,
  tooOpen,
  unreadable,
  unusable,
} from './state-errors.ts';
import { errnoOf } from './system-errors.ts';

/** What was read. No file before the first change; no header when the file cannot be used. */
export interface Current extends Partial<Contents> {
  readonly bytes?: Buffer;
  readonly state: State;
}

export const stateFilePath = (folder: string): string => join(folder, 'state.jsonl');

const TEMPORARY = /^(?:state\.jsonl\.[0-9a-f-]+|encryption\.json)\.tmp$/;

/** The present state. Throws when there is a file that cannot be used, or when one is missing that was there. */
export async function readCurrent(folder: string, keys: Keys): Promise<Current> {
  const path = stateFilePath(folder);
  const good = () => newestGood(folder);
  try {
    // Before the file: the first encrypted state is there earlier than what notes it.
    const marker = readMarker(folder);
    const file = openIfThere(path) ?? openAfterAll(folder, path);
    if (!file) return { state: EMPTY_STATE };
    if (!file.isFile) throw notAFile(path);
    if ((file.mode & 0o077) !== 0) throw tooOpen(path, file.mode);
    const opened = openFile(file.bytes);
    refuseStranger({ stateFolder: folder, path, header: opened.header, marker, good });
    return { bytes: file.bytes, ...(await contentsOf(opened, keys)) };
  } catch (error) {
    if (error instanceof UnusableFile) throw unusable(path, error, good());
    if (errnoOf(error) === 'ELOOP') throw notAFile(path);
    if (errnoOf(error) !== undefined) throw unreadable(path, error);
    throw error;
  }
}

function openIfThere(path: string): OpenedFile | undefined {
  try {
    return readWhole(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** No file: then there must not be generations either. They may just have come about, so the file is looked for once more. */
function openAfterAll(folder: string, path: string): OpenedFile | undefined {
  if (listGenerations(folder).length === 0) return undefined;
  const file = openIfThere(path);
  if (file) return file;
  throw new UnusableFile('it is missing, and earlier revisions of it are there');
}

/** The present state, or where it cannot be used, which file stands in its place; a file others can read is refused. */
export async function readEvenUnusable(folder: string, keys: Keys): Promise<Current> {
  try {
    return await readCurrent(folder, keys);
  } catch (error) {
    if (!(error instanceof UserError && isUnusable(error))) throw error;
    const file = openIfThere(stateFilePath(folder));
    return { state: EMPTY_STATE, ...(file && { bytes: file.bytes }) };
  }
}

const UNUSABLE: ReadonlySet<string> = new Set([
  'state-damaged',
  'state-newer-format',
  'state-not-encrypted',
  'state-other-key',
]);

const isUnusable = ({ code }: UserError): boolean => UNUSABLE.has(code);

/** What the present file says of itself; undefined when there is none, or none that can be used. */
export function presentHeader(folder: string): Header | undefined {
  const path = stateFilePath(folder);
  try {
    const file = openIfThere(path);
    return file && openFile(file.bytes).header;
  } catch (error) {
    if (error instanceof UnusableFile || errnoOf(error) === 'ELOOP') return undefined;
    throw errnoOf(error) === undefined ? error : unreadable(path, error);
  }
}

/**
 * Higher than that of any generation, should an older file have been copied back by hand. A file that cannot be
 * used was at most one ahead of them.
 */
export function nextRevision(folder: string, { header, bytes }: Current): number {
  const [newest = 0] = listGenerations(folder);
  const present = header?.revision ?? (bytes || newest > 0 ? newest + 1 : 0);
  return Math.max(present, newest) + 1;
}

/** Removes what transactions that were cut short left behind; it holds secrets. Only with the lock held. */
export function sweepTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (TEMPORARY.test(name)) unlinkQuietly(join(folder, name));
  }
}

/** A revision to come. */
export interface Next extends Omit<Header, 'journal'> {
  /** What will lie below its header. */
  readonly body: Buffer;
  /** Puts into the journal what it will say of it, after a tip; returns the new one. */
  record(tip: Tip): Tip;
  /** What an unusable file is kept as, encrypted; as it is when absent. */
  readonly aside?: Buffer;
  /** Unlike that of any other write. */
  readonly nonce: string;
}

/**
 * Puts the next revision in the present one's place: written and on the disk under another name, then renamed,
 * which readers see as one step. When this throws, the present revision is in place, but after `notConfirmed`.
 */
export function replaceState(folder: string, current: Current, next: Next): void {
  const path = stateFilePath(folder);
  const temporary = `${path}.${next.nonce}.tmp`;
  const tip = tipOf(folder, current);
  try {
    if (!isStill(path, current)) throw changedUnderneath();
    const journal = next.record(tip);
    const written = writeNewFile(temporary, fileOf({ ...next, journal }, next.body));
    if (!isStill(path, current)) throw changedUnderneath();
    retire(folder, current, next);
    rename(temporary, path, written, next.revision);
  } catch (error) {
    unlinkQuietly(temporary);
    if (isPlainlyStill(path, current)) cutJournal(folder, tip);
    throw errnoOf(error) === undefined ? error : notWritten(folder, error);
  }
  try {
    syncFolder(folder);
  } catch (error) {
    throw notConfirmed(next.revision, error);
  }
  pruneGenerations(folder);
}

/** Where the journal goes up to. The header of a file that cannot be used does not tell: then the newest whole one does. */
export function tipOf(folder: string, { header, bytes }: Current): Tip {
  if (header) return header.journal;
  const good = newestGood(folder);
  if (good) return tipAfter(folder, good.journal);
  return bytes ? readJournal(folder).tip : NO_ENTRIES;
}

/**
 * Whether the file is the one that was decided upon. Its lock can be got round, by removing the lock's file for
 * one, and what somebody wrote meanwhile is not to be lost. Inode numbers would not do: they are used again.
 */
function isStill(path: string, { bytes }: Current): boolean {
  const now = openIfThere(path)?.bytes;
  return bytes && now ? now.equals(bytes) : bytes === now;
}

/** Keeps what is about to be replaced: a generation, or aside when it is damaged. */
function retire(folder: string, { header, bytes }: Current, { revision, aside }: Next): void {
  const path = stateFilePath(folder);
  const before = join(folder, `state.before-${revision}`);
  if (header) keepGeneration(folder, path, header.revision);
  else if (aside) putAside(before, '.jsonl.age', (name) => void writeNewFile(name, aside));
  else if (bytes)
    putAside(before, '.jsonl', (name) => {
      // One that was cut short here before has put it there already.
      if (!isSame(identityAt(path), identityAt(name))) linkSync(path, name);
    });
}

/** Under a name that nothing has yet. */
function putAside(before: string, ending: string, put: (name: string) => void): void {
  for (let again = 1; ; again++) {
    try {
      put(`${before}${again === 1 ? '' : `-${again}`}${ending}`);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Where even looking fails, nothing is known. */
function isPlainlyStill(path: string, current: Current): boolean {
  try {
    return isStill(path, current);
  } catch {
    return false;
  }
}

/** A rename that failed may have been done all the same, where the disk is at the other end of a wire. */
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

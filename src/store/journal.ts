/**
 * The record of changes: `journal.jsonl`, a line for each, beside the state. A line is written before the state's
 * file is renamed into place; it counts from then on, since that file's header says up to where the journal goes:
 *
 *     state.jsonl    {"revision":7,…,"journal":{"bytes":1840,"line":212,"hash":"sha256:…"}}
 *     journal.jsonl  |…|…|…|…|…|…|entry 7|  (what a change that was cut short left behind)
 *                                        ^ 1840
 *
 * Each line holds the hash of the one before, so that a line that was altered or taken out shows. In an encrypted
 * state the rest of a line is `"sealed"`, the ciphertext of one or more entries: the lines follow upon each other
 * without the key, too.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fchmodSync, fsyncSync, ftruncateSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { compareWith, readAt, readWhole, sizeOf, writeAll } from './disk.ts';
import { STAGE } from './encryption/marker.ts';
import { NO_ENTRIES, type Tip } from './envelope.ts';
import type { Entry } from './store.ts';
import { errnoOf } from './system-errors.ts';

export const JOURNAL = 'journal.jsonl';

export const journalPath = (folder: string): string => join(folder, JOURNAL);

/** What is kept in a line. */
export type Logged = Entry | Sealed;

/** Entries that were encrypted, in base64. */
export interface Sealed {
  readonly sealed: string;
}

export const isSealed = (logged: Logged): logged is Sealed => 'sealed' in logged;

const hashOf = (line: Uint8Array): string => `sha256:${createHash('sha256').update(line).digest('hex')}`;

/** The tip after one more line. */
export const advanced = ({ bytes }: Tip, line: Buffer): Tip => ({
  bytes: bytes + line.length,
  line: line.length,
  hash: hashOf(line),
});

/**
 * Writes a line after the tip, over anything that is there, and returns once the disk has it. A journal that does
 * not reach the tip any more is put aside, and a new one begun: no reason not to change the state.
 * @param revision  the one that the entry makes
 * @returns the new tip
 */
export function appendEntry(folder: string, tip: Tip, logged: Logged, revision: number): Tip {
  const path = journalPath(folder);
  const fd = openJournal(path);
  try {
    // A read that gave too little is no proof that something is missing.
    if (reaches(fd, tip) || reaches(fd, tip)) return append(fd, lastMade(fd, tip), logged);
  } finally {
    closeSync(fd);
  }
  renameSync(path, join(folder, `journal.before-${revision}.jsonl`));
  return appendEntry(folder, NO_ENTRIES, logged, revision);
}

/** A line as it follows upon a tip. */
export const lineAfter = (tip: Tip, logged: Logged): Buffer =>
  Buffer.from(`${JSON.stringify({ ...logged, prev: tip.hash })}\n`);

function append(fd: number, tip: Tip, logged: Logged): Tip {
  const line = lineAfter(tip, logged);
  ftruncateSync(fd, tip.bytes);
  writeAll(fd, line, tip.bytes);
  fsyncSync(fd);
  compareWith(fd, line, tip.bytes);
  return advanced(tip, line);
}

/** Whether the tip's last line is still where it was. */
function reaches(fd: number, { bytes, line, hash }: Tip): boolean {
  if (bytes === 0) return true;
  return sizeOf(fd) >= bytes && hashOf(readAt(fd, bytes - line, line)) === hash;
}

/**
 * The entry to go on from. One after the tip belongs to a change that was cut short. Several were made: then
 * somebody has put an older file in the state's place, and what happened since is not to be forgotten.
 */
function lastMade(fd: number, tip: Tip): Tip {
  const size = sizeOf(fd);
  if (size <= tip.bytes) return tip;
  const { lines, tip: end } = linesIn(readAt(fd, tip.bytes, size - tip.bytes), tip);
  return lines.length > 1 ? end : tip;
}

/**
 * The tip of the revision after one whose tip is known: for a state that cannot be read any more, which was at most
 * one ahead of its newest whole generation. What follows was never made.
 */
export function tipAfter(folder: string, tip: Tip): Tip {
  const bytes = bytesOf(folder).subarray(tip.bytes);
  const end = bytes.indexOf(0x0a) + 1;
  return end > 0 ? linesIn(bytes.subarray(0, end), tip).tip : tip;
}

/** Takes off what a change that failed has written after the tip; the next one would write over it. */
export function cutJournal(folder: string, { bytes }: Tip): void {
  try {
    const fd = openJournal(journalPath(folder));
    try {
      if (sizeOf(fd) > bytes) ftruncateSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch {
    // What lies after the tip does not count, wherever it stays.
  }
}

function openJournal(path: string): number {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  fchmodSync(fd, 0o600);
  return fd;
}

/** What a journal holds. */
export interface Journal {
  /** The oldest first. */
  readonly lines: readonly Logged[];
  /** Where it goes up to. */
  readonly tip: Tip;
  /** What is wrong with it: a line that was altered or taken out from outside. */
  readonly damage?: string;
}

/**
 * The lines up to the tip; without one, up to the last line that follows upon the one before. While a state is
 * converted, the journal that goes with it may lie where that is done.
 */
export function readJournal(folder: string, tip?: Tip): Journal {
  const journal = journalUpTo(bytesOf(folder), tip);
  if (journal.damage === undefined) return journal;
  const staged = journalUpTo(bytesOf(join(folder, STAGE)), tip);
  return staged.damage === undefined ? staged : journal;
}

function journalUpTo(bytes: Buffer, tip: Tip | undefined): Journal {
  const journal = linesIn(bytes.subarray(0, tip?.bytes ?? bytes.length), NO_ENTRIES);
  if (tip === undefined || (journal.tip.bytes === tip.bytes && journal.tip.hash === tip.hash)) return journal;
  return { ...journal, damage: damageAfter(journal.lines.length) };
}

export const damageAfter = (good: number): string => `line ${good + 1} is not the one that was written`;

/** The lines that the next entry will follow upon. */
export function linesToKeep(folder: string, tip: Tip): Journal {
  const journal = readJournal(folder, tip);
  if (journal.damage !== undefined) return journal;
  const { lines, tip: end } = linesIn(bytesOf(folder).subarray(tip.bytes), tip);
  return lines.length > 1 ? { lines: [...journal.lines, ...lines], tip: end } : journal;
}

/** The lines of bytes that begin after a tip, up to the first that does not follow upon the one before. */
function linesIn(bytes: Buffer, from: Tip): Journal {
  const lines: Logged[] = [];
  let tip = from;
  for (let at = 0; ; at += tip.line) {
    const line = bytes.subarray(at, bytes.indexOf(0x0a, at) + 1);
    const logged = loggedIn(line, tip);
    if (!logged) return { lines, tip };
    lines.push(logged);
    tip = advanced(tip, line);
  }
}

/** What is in a line that follows upon the tip. */
function loggedIn(line: Buffer, { hash }: Tip): Logged | undefined {
  try {
    const { prev, ...logged } = JSON.parse(line.toString('utf8')) as Logged & { readonly prev: string };
    return prev === hash ? (logged as Logged) : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(folder: string): Buffer {
  try {
    return readWhole(journalPath(folder)).bytes;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

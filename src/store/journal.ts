/**
 * The journal of changes: `journal.jsonl` beside the state, one line per change. A line is written before the state
 * file is renamed into place, and counts from then on: the header of the state file contains the journal's tip.
 *
 *     state.jsonl    {"revision":7,…,"journal":{"bytes":1840,"line":212,"hash":"sha256:…"}}
 *     journal.jsonl  |…|…|…|…|…|…|entry 7|  (leftovers of an interrupted change)
 *                                        ^ 1840
 *
 * Each line holds the hash of the previous one, so that altered and removed lines are detected. In an encrypted
 * state, a line holds `"sealed"`, the ciphertext of one or more entries; the chain of hashes can be verified without
 * the key.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, ftruncateSync, openSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { compareWith, makePrivate, readAt, readWhole, sizeOf, writeAll } from './disk.ts';
import { STAGE } from './encryption/marker.ts';
import { NO_ENTRIES, type Tip } from './envelope.ts';
import type { JournalEntry } from './store.ts';
import { errnoOf } from './system-errors.ts';

export const JOURNAL = 'journal.jsonl';

export const journalPath = (folder: string): string => join(folder, JOURNAL);

/** The content of a line. */
export type JournalLine = JournalEntry | SealedEntries;

/** Encrypted entries. */
export interface SealedEntries {
  /** Base64. */
  readonly sealed: string;
}

export const isSealed = (line: JournalLine): line is SealedEntries => 'sealed' in line;

const hashOf = (line: Uint8Array): string => `sha256:${createHash('sha256').update(line).digest('hex')}`;

/** Returns the tip after one more line. */
export const advanceTip = ({ bytes }: Tip, line: Buffer): Tip => ({
  bytes: bytes + line.length,
  line: line.length,
  hash: hashOf(line),
});

/**
 * Writes a line after the tip, over any leftovers, and returns once it is on the disk. A journal that no longer
 * contains the tip is renamed, and a new one started: a damaged journal must not block changes.
 * @param revision  the revision that the change creates
 * @returns the new tip
 */
export function appendLine(folder: string, tip: Tip, content: JournalLine, revision: number): Tip {
  const path = journalPath(folder);
  const fd = openJournal(path);
  try {
    // One short read is no proof that bytes are missing.
    if (containsTip(fd, tip) || containsTip(fd, tip)) return append(fd, actualTip(fd, tip), content);
  } finally {
    closeSync(fd);
  }
  renameSync(path, join(folder, `journal.before-${revision}.jsonl`));
  return appendLine(folder, NO_ENTRIES, content, revision);
}

/** Returns the bytes of a line that follows the tip. */
export const encodeLine = (tip: Tip, content: JournalLine): Buffer =>
  Buffer.from(`${JSON.stringify({ ...content, prev: tip.hash })}\n`);

function append(fd: number, tip: Tip, content: JournalLine): Tip {
  const line = encodeLine(tip, content);
  ftruncateSync(fd, tip.bytes);
  writeAll(fd, line, tip.bytes);
  fsyncSync(fd);
  compareWith(fd, line, tip.bytes);
  return advanceTip(tip, line);
}

/** Returns true if the last line of the tip is still in place. */
function containsTip(fd: number, { bytes, line, hash }: Tip): boolean {
  if (bytes === 0) return true;
  return sizeOf(fd) >= bytes && hashOf(readAt(fd, bytes - line, line)) === hash;
}

/**
 * Returns the tip to append to. A single line after the tip is from an interrupted change, and is overwritten. Several
 * lines mean that an older state file was copied back: the changes since then stay in the journal.
 */
function actualTip(fd: number, tip: Tip): Tip {
  const size = sizeOf(fd);
  if (size <= tip.bytes) return tip;
  const { lines, tip: end } = parseLines(readAt(fd, tip.bytes, size - tip.bytes), tip);
  return lines.length > 1 ? end : tip;
}

/**
 * Returns the tip one line after a known tip: that of a damaged state, which was at most one revision ahead of its
 * newest intact generation. Any further lines belong to changes that never took effect.
 */
export function nextTip(folder: string, tip: Tip): Tip {
  const bytes = readBytes(folder).subarray(tip.bytes);
  const end = bytes.indexOf(0x0a) + 1;
  return end > 0 ? parseLines(bytes.subarray(0, end), tip).tip : tip;
}

/** Removes the line that a failed change wrote after the tip. The next change would overwrite it anyway. */
export function truncateJournal(folder: string, { bytes }: Tip): void {
  try {
    const fd = openJournal(journalPath(folder));
    try {
      if (sizeOf(fd) > bytes) ftruncateSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Bytes after the tip do not count.
  }
}

/** Returns the names of damaged journals that a change has set aside. */
export const journalsSetAside = (folder: string): string[] =>
  namesIn(folder).filter((name) => /^journal\.before-[0-9]+\.jsonl(?:\.age)?$/.test(name));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function openJournal(path: string): number {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  makePrivate(fd, path);
  return fd;
}

/** The lines of a journal. */
export interface Journal {
  /** Oldest first. */
  readonly lines: readonly JournalLine[];
  readonly tip: Tip;
  /** Describes the first altered or missing line. Absent if the journal is intact. */
  readonly damage?: string;
}

/**
 * Returns the lines up to the tip, or without a tip up to the last line of the chain. During a conversion, the
 * journal of the new state may still be in the stage folder.
 */
export function readJournal(folder: string, tip?: Tip): Journal {
  const journal = parseJournal(readBytes(folder), tip);
  if (journal.damage === undefined) return journal;
  const staged = parseJournal(readBytes(join(folder, STAGE)), tip);
  return staged.damage === undefined ? staged : journal;
}

function parseJournal(bytes: Buffer, tip: Tip | undefined): Journal {
  const journal = parseLines(bytes.subarray(0, tip?.bytes ?? bytes.length), NO_ENTRIES);
  if (tip === undefined || (journal.tip.bytes === tip.bytes && journal.tip.hash === tip.hash)) return journal;
  return { ...journal, damage: describeDamage(journal.lines.length) };
}

/** @param intact  number of intact lines before the damaged one */
export const describeDamage = (intact: number): string => `line ${intact + 1} has been altered or removed`;

/** Returns the lines that the next line will follow. */
export function linesToKeep(folder: string, tip: Tip): Journal {
  const journal = readJournal(folder, tip);
  if (journal.damage !== undefined) return journal;
  const { lines, tip: end } = parseLines(readBytes(folder).subarray(tip.bytes), tip);
  return lines.length > 1 ? { lines: [...journal.lines, ...lines], tip: end } : journal;
}

/** Parses the bytes after a tip, up to the first line that breaks the chain of hashes. */
function parseLines(bytes: Buffer, from: Tip): Journal {
  const lines: JournalLine[] = [];
  let tip = from;
  for (let at = 0; ; at += tip.line) {
    const line = bytes.subarray(at, bytes.indexOf(0x0a, at) + 1);
    const content = parseLine(line, tip);
    if (!content) return { lines, tip };
    lines.push(content);
    tip = advanceTip(tip, line);
  }
}

/** Returns the content of a line, or undefined if it does not follow the tip. */
function parseLine(line: Buffer, { hash }: Tip): JournalLine | undefined {
  try {
    const { prev, ...content } = JSON.parse(line.toString('utf8')) as JournalLine & { readonly prev: string };
    return prev === hash ? (content as JournalLine) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the bytes of the journal, none if there is no file. */
export function readBytes(folder: string): Buffer {
  try {
    return readWhole(journalPath(folder)).bytes;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Reads `state.jsonl`, the current state. */
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { EMPTY_STATE, type State } from '../model/state.ts';
import { type Contents, checkRecipient, decodeContents } from './contents.ts';
import { type FileContent, readWhole } from './disk.ts';
import type { Keys } from './encryption/cipher.ts';
import { readMarker } from './encryption/marker.ts';
import { type Header, NO_ENTRIES, parseFile, type Tip, UnusableFile } from './envelope.ts';
import { listGenerations, newestIntactHeader } from './generations.ts';
import { nextTip, readJournal } from './journal.ts';
import { notAFile, tooOpen, unreadable, unusable } from './state-errors.ts';
import { errnoOf } from './system-errors.ts';

/** The current state. `bytes` is absent if there is no file yet, `header` if the file is unusable. */
export interface Current extends Partial<Contents> {
  readonly bytes?: Buffer;
  readonly state: State;
}

export const stateFilePath = (folder: string): string => join(folder, 'state.jsonl');

/**
 * Reads the current state. Throws if its file is unusable, or missing while earlier revisions exist.
 * @param known  an earlier read: it is returned if the file has the same bytes, since decoding takes longer than reading
 */
export async function readCurrent(folder: string, keys: Keys, known?: Current): Promise<Current> {
  const path = stateFilePath(folder);
  const newestIntact = () => newestIntactHeader(folder);
  try {
    // The marker is read first: a conversion replaces the state file before it writes the marker.
    const marker = readMarker(folder);
    const file = readIfExists(path) ?? readAgain(folder, path);
    if (!file) return { state: EMPTY_STATE };
    if (!file.isFile) throw notAFile(path);
    if ((file.mode & 0o077) !== 0) throw tooOpen(path, file.mode);
    const check = (header: Header) =>
      checkRecipient({ stateFolder: folder, path, header, marker, newestIntact });
    if (known?.header && known.bytes?.equals(file.bytes)) {
      check(known.header);
      return known;
    }
    const parsed = parseFile(file.bytes);
    check(parsed.header);
    return { bytes: file.bytes, ...(await decodeContents(parsed, keys)) };
  } catch (error) {
    if (error instanceof UnusableFile) throw unusable(path, error, newestIntact());
    if (errnoOf(error) === 'ELOOP') throw notAFile(path);
    if (errnoOf(error) !== undefined) throw unreadable(path, error);
    throw error;
  }
}

/** Reads a file. Returns undefined if it does not exist. */
export function readIfExists(path: string): FileContent | undefined {
  try {
    return readWhole(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Throws if there are generations but no state file. Reads again first: the first change may have just been made. */
function readAgain(folder: string, path: string): FileContent | undefined {
  if (listGenerations(folder).length === 0) return undefined;
  const file = readIfExists(path);
  if (file) return file;
  throw new UnusableFile('it is missing, but earlier revisions exist');
}

/** Reads the current state, or only the bytes of an unusable file. Throws if other users can access the file. */
export async function readEvenUnusable(folder: string, keys: Keys): Promise<Current> {
  try {
    return await readCurrent(folder, keys);
  } catch (error) {
    if (!(error instanceof UserError && isUnusable(error))) throw error;
    const file = readOrThrow(stateFilePath(folder));
    return { state: EMPTY_STATE, ...(file && { bytes: file.bytes }) };
  }
}

function readOrThrow(path: string): FileContent | undefined {
  try {
    return readIfExists(path);
  } catch (error) {
    throw errnoOf(error) === undefined ? error : unreadable(path, error);
  }
}

const UNUSABLE: ReadonlySet<string> = new Set([
  'state-damaged',
  'state-newer-format',
  'state-not-encrypted',
  'state-other-key',
]);

const isUnusable = ({ code }: UserError): boolean => UNUSABLE.has(code);

/** Returns the header of the current file, or undefined if there is none or it is unusable. */
export function currentHeader(folder: string): Header | undefined {
  const path = stateFilePath(folder);
  try {
    const file = readIfExists(path);
    return file && parseFile(file.bytes).header;
  } catch (error) {
    if (error instanceof UnusableFile || errnoOf(error) === 'ELOOP') return undefined;
    throw errnoOf(error) === undefined ? error : unreadable(path, error);
  }
}

/**
 * Returns the next revision number. It is higher than that of any generation, in case an older file was copied back
 * by hand. A damaged file was at most one revision ahead of the generations.
 */
export function nextRevision(folder: string, { header, bytes }: Current): number {
  const [newest = 0] = listGenerations(folder);
  const current = header?.revision ?? (bytes || newest > 0 ? newest + 1 : 0);
  return Math.max(current, newest) + 1;
}

/** Returns the tip of the journal. For an unusable file, derives it from the newest intact generation. */
export function tipOf(folder: string, { header, bytes }: Current): Tip {
  if (header) return header.journal;
  const intact = newestIntactHeader(folder);
  if (intact) return nextTip(folder, intact.journal);
  return bytes ? readJournal(folder).tip : NO_ENTRIES;
}

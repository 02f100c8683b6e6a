/** Generations: the earlier revisions, one file each. */
import { constants, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Contents, checkRecipient, decodeContents } from './contents.ts';
import {
  closeQuietly,
  identityAt,
  isSame,
  makeFolder,
  readAt,
  readWhole,
  syncFolder,
  unlinkQuietly,
} from './disk.ts';
import type { Keys } from './encryption/cipher.ts';
import { admits, readMarker } from './encryption/marker.ts';
import { type Header, parseFile, UnusableFile } from './envelope.ts';
import { replaceWithCopy, tryLink } from './second-name.ts';
import { noSuchRevision, notAFile, tooOpen, unreadable, unusable } from './state-errors.ts';
import { errnoOf } from './system-errors.ts';

/** Number of earlier plans to keep. */
export const GENERATIONS_KEPT = 10;

const NAME = /^(?:[0-9]{8}|[1-9][0-9]{8,14})\.jsonl$/;

/** The folder of the generations. */
export const GENERATIONS = 'generations';

const folderOf = (stateFolder: string): string => join(stateFolder, GENERATIONS);

/** Returns the path of a revision. Names are zero-padded, so that they sort by number. */
export const generationPath = (stateFolder: string, revision: number): string =>
  join(folderOf(stateFolder), `${String(revision).padStart(8, '0')}.jsonl`);

/** Returns the numbers of the generations, newest first. */
export function listGenerations(stateFolder: string): number[] {
  try {
    const names = readdirSync(folderOf(stateFolder)).filter((name) => NAME.test(name));
    return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => b - a);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** An earlier revision. */
export interface Backup {
  readonly revision: number;
  readonly path: string;
  /** Absent if the file is damaged. */
  readonly header?: Header;
}

/** Returns the earlier revisions, newest first. */
export const listBackups = (stateFolder: string): Backup[] =>
  listGenerations(stateFolder).map((revision) => {
    const path = generationPath(stateFolder, revision);
    const header = headerOf(path);
    return { revision, path, ...(header && { header }) };
  });

/** Reads an earlier revision to restore it. Throws, as for the current state, if other users can access the file. */
export async function readBackup(stateFolder: string, revision: number, keys: Keys): Promise<Contents> {
  const path = generationPath(stateFolder, revision);
  try {
    const { bytes, mode, isFile } = readWhole(path);
    if (!isFile) throw notAFile(path);
    if ((mode & 0o077) !== 0) throw tooOpen(path, mode);
    const marker = readMarker(stateFolder);
    const file = parseFile(bytes);
    const newestIntact = () => newestIntactHeader(stateFolder);
    checkRecipient({ stateFolder, path, marker, header: file.header, newestIntact });
    return await decodeContents(file, keys);
  } catch (error) {
    if (error instanceof UnusableFile) throw unusable(path, error, newestIntactHeader(stateFolder));
    if (errnoOf(error) === 'ELOOP') throw notAFile(path);
    if (errnoOf(error) === 'ENOENT') throw noSuchRevision(revision, listGenerations(stateFolder));
    throw errnoOf(error) === undefined ? error : unreadable(path, error);
  }
}

/** Returns the header of a file, or undefined if it is damaged. */
function headerOf(path: string): Header | undefined {
  try {
    return parseFile(readWhole(path).bytes).header;
  } catch (error) {
    if (error instanceof UnusableFile || errnoOf(error) !== undefined) return undefined;
    throw error;
  }
}

/** Returns the header of the newest revision that can be restored, for the hint of an error. */
export function newestIntactHeader(stateFolder: string): Header | undefined {
  try {
    const marker = readMarker(stateFolder);
    for (const revision of listGenerations(stateFolder)) {
      const header = headerOf(generationPath(stateFolder, revision));
      if (header && (!marker || admits(marker, header.recipient))) return header;
    }
  } catch {
    // The folder cannot be read: the caller reports a more useful error.
  }
  return undefined;
}

/**
 * Keeps a file with these bytes as a generation. The generation is a hard link or a copy, and the current state stays in
 * place, so that there is always one.
 * @param temporary  the name of an unfinished copy
 */
export function keepGeneration(
  stateFolder: string,
  { file, bytes, temporary }: { readonly file: string; readonly bytes: Buffer; readonly temporary: string },
  revision: number,
): void {
  makeFolder(folderOf(stateFolder));
  const path = generationPath(stateFolder, revision);
  const isLinked = (): boolean => tryLink(file, path);
  try {
    if (!isLinked()) replaceWithCopy(path, bytes, temporary);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // An interrupted transaction has kept it already. Any other file with this number is replaced.
    if (isSame(identityAt(path), identityAt(file))) return;
    unlinkSync(path);
    if (!isLinked()) replaceWithCopy(path, bytes, temporary);
  }
  syncFolder(folderOf(stateFolder));
}

/**
 * Removes the oldest generations, and those whose plan a newer one has, too: revisions that only record observations use
 * up no history. The newest generation stays, to restore a damaged state. Errors are ignored: the next transaction tries
 * again.
 * @param plan  the last revision that changed the plan
 */
export function pruneGenerations(stateFolder: string, plan: number): void {
  try {
    const kept = new Set([plan]);
    for (const [at, revision] of listGenerations(stateFolder).entries()) {
      const path = generationPath(stateFolder, revision);
      const own = planAt(path) ?? revision;
      const isNeeded = !kept.has(own) && kept.size <= GENERATIONS_KEPT;
      if (isNeeded || at === 0) kept.add(own);
      else unlinkQuietly(path);
    }
  } catch {
    // Commands that read the folder report the error.
  }
}

/** Bytes. A header with the longest possible command is shorter. */
const MAX_HEADER = 65_536;

/** Returns the plan in the header of a file, without a check of its content; undefined if it has none. */
function planAt(path: string): number | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const bytes = readAt(fd, 0, MAX_HEADER);
    const { plan } = JSON.parse(bytes.toString('utf8', 0, bytes.indexOf(0x0a))) as { plan?: unknown };
    return Number.isSafeInteger(plan) ? (plan as number) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeQuietly(fd);
  }
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

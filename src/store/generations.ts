/** The revisions before the present one, each whole in a file of its own. */
import { linkSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Contents, contentsOf, refuseStranger } from './contents.ts';
import { identityAt, isSame, makeFolder, readWhole, syncFolder, unlinkQuietly } from './disk.ts';
import type { Keys } from './encryption/cipher.ts';
import { admits, readMarker } from './encryption/marker.ts';
import { type Header, openFile, UnusableFile } from './envelope.ts';
import { noSuchRevision, notAFile, tooOpen, unreadable, unusable } from './state-errors.ts';
import { errnoOf } from './system-errors.ts';

/** How many are kept. */
export const GENERATIONS_KEPT = 10;

const NAME = /^(?:[0-9]{8}|[1-9][0-9]{8,14})\.jsonl$/;

export const GENERATIONS = 'generations';

const folderOf = (stateFolder: string): string => join(stateFolder, GENERATIONS);

/** Where a revision is kept; padded, so that names sort as numbers do. */
export const generationPath = (stateFolder: string, revision: number): string =>
  join(folderOf(stateFolder), `${String(revision).padStart(8, '0')}.jsonl`);

/** The revisions that are kept, the newest first. */
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
  /** Absent when its file is not whole any more. */
  readonly header?: Header;
}

/** The newest first. */
export const listBackups = (stateFolder: string): Backup[] =>
  listGenerations(stateFolder).map((revision) => {
    const path = generationPath(stateFolder, revision);
    const header = headerOf(path);
    return { revision, path, ...(header && { header }) };
  });

/** An earlier revision, to be put in place again; refused like the present one where others can get at it. */
export async function backupNamed(stateFolder: string, revision: number, keys: Keys): Promise<Contents> {
  const path = generationPath(stateFolder, revision);
  try {
    const { bytes, mode, isFile } = readWhole(path);
    if (!isFile) throw notAFile(path);
    if ((mode & 0o077) !== 0) throw tooOpen(path, mode);
    const marker = readMarker(stateFolder);
    const file = openFile(bytes);
    refuseStranger({ stateFolder, path, marker, header: file.header, good: () => newestGood(stateFolder) });
    return await contentsOf(file, keys);
  } catch (error) {
    if (error instanceof UnusableFile) throw unusable(path, error, newestGood(stateFolder));
    if (errnoOf(error) === 'ELOOP') throw notAFile(path);
    if (errnoOf(error) === 'ENOENT') throw noSuchRevision(revision, listGenerations(stateFolder));
    throw errnoOf(error) === undefined ? error : unreadable(path, error);
  }
}

/** What a file says of itself; undefined when it is not whole. */
function headerOf(path: string): Header | undefined {
  try {
    return openFile(readWhole(path).bytes).header;
  } catch (error) {
    if (error instanceof UnusableFile || errnoOf(error) !== undefined) return undefined;
    throw error;
  }
}

/** The newest revision that is whole and may be restored, for the hint of an error. */
export function newestGood(stateFolder: string): Header | undefined {
  try {
    const marker = readMarker(stateFolder);
    for (const revision of listGenerations(stateFolder)) {
      const header = headerOf(generationPath(stateFolder, revision));
      if (header && (!marker || admits(marker, header.recipient))) return header;
    }
  } catch {
    // An unreadable folder: the error that asked for the hint is the one to show.
  }
  return undefined;
}

/**
 * Keeps the file as a generation: as a second name of the same file, which costs no space. The present state
 * stays in place meanwhile, so that there is no moment without one.
 */
export function keepGeneration(stateFolder: string, file: string, revision: number): void {
  makeFolder(folderOf(stateFolder));
  const path = generationPath(stateFolder, revision);
  try {
    linkSync(file, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // Kept before a transaction that was cut short then; else a stranger that bears our number.
    if (isSame(identityAt(path), identityAt(file))) return;
    unlinkSync(path);
    linkSync(file, path);
  }
  syncFolder(folderOf(stateFolder));
}

/** Removes what is too old. Failing to is no failure of the transaction: the next one tries again. */
export function pruneGenerations(stateFolder: string): void {
  try {
    for (const revision of listGenerations(stateFolder).slice(GENERATIONS_KEPT)) {
      unlinkQuietly(generationPath(stateFolder, revision));
    }
  } catch {
    // An unreadable folder is reported where it matters.
  }
}

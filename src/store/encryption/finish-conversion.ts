/**
 * Converts all files of a state atomically: from unencrypted to encrypted or back, or to another key. First, all new
 * files are written to the folder `conversion`. Then the state file is replaced: its header contains the tip of the new
 * journal, and this is the step that commits. The steps after it can be repeated:
 *
 *     conversion/generations/…, key.age, …    → into place     } the conversion is unfinished
 *     conversion/encryption.json              → into place     } until the journal is in place
 *     conversion/journal.jsonl                → into place
 */
import { readdirSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../disk.ts';
import { planOf } from '../envelope.ts';
import { pruneGenerations } from '../generations.ts';
import { JOURNAL, readJournal } from '../journal.ts';
import { currentHeader } from '../state-file.ts';
import { errnoOf } from '../system-errors.ts';
import { LOCKED_KEY } from './key-file.ts';
import { MARKER, readMarker, STAGE, writeMarker } from './marker.ts';

export const stagePath = (folder: string): string => join(folder, STAGE);

/** Finishes an interrupted conversion, or rolls it back. Requires the lock. */
export function finishConversion(folder: string): void {
  if (isCommitted(folder)) rollForward(folder);
  else rollBack(folder);
}

/**
 * Returns true if the state file refers to the journal of the conversion, or, after a later change, if its key is only
 * in the conversion.
 */
function isCommitted(folder: string): boolean {
  const header = currentHeader(folder);
  const staged = readJournal(stagePath(folder)).tip;
  if (staged.hash !== '' && header?.journal.hash === staged.hash) return true;
  const marker = readMarker(stagePath(folder));
  return marker?.kind === 'passphrase' && marker.recipient === header?.recipient;
}

function rollForward(folder: string): void {
  const stage = stagePath(folder);
  for (const name of filesBelow(stage)) {
    if (name === JOURNAL || name === MARKER) continue;
    const obsolete = counterpart(name);
    if (obsolete) remove(join(folder, obsolete));
    renameSync(join(stage, name), join(folder, name));
    syncFolder(dirname(join(folder, name)));
  }
  const target = readMarker(stage);
  const marker = target ?? readMarker(folder);
  const isPlain = !target && marker?.next === 'plain';
  if (isPlain || marker?.kind !== 'passphrase') remove(join(folder, LOCKED_KEY));
  if (isPlain) remove(join(folder, MARKER));
  else if (target) renameSync(join(stage, MARKER), join(folder, MARKER));
  syncFolder(folder);
  renameSync(join(stage, JOURNAL), join(folder, JOURNAL));
  syncFolder(folder);
  rmSync(stage, { recursive: true, force: true });
  const header = currentHeader(folder);
  if (header) pruneGenerations(folder, planOf(header));
}

function rollBack(folder: string): void {
  const marker = readMarker(folder);
  if (marker?.next !== undefined) {
    const { next: _, ...current } = marker;
    writeMarker(folder, current);
  }
  rmSync(stagePath(folder), { recursive: true, force: true });
  syncFolder(folder);
}

/** The extension of files that are encrypted as raw bytes. */
export const WRAPPED = '.age';

/** Returns the name of the old file that a new one replaces: the same file, encrypted or decrypted. */
function counterpart(name: string): string | undefined {
  if (name.endsWith('.jsonl')) return `${name}${WRAPPED}`;
  return name.endsWith(`.jsonl${WRAPPED}`) ? name.slice(0, -WRAPPED.length) : undefined;
}

/** Returns the relative paths of all files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory()
      ? filesBelow(join(folder, name)).map((inner) => join(name, inner))
      : [name],
  );
}

/** Removes a file. It may be unencrypted, so only its absence may be ignored. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

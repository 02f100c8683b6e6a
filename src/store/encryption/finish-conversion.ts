/**
 * How everything in the folder changes from plain to encrypted, or from one key to another, as if at once. All of it
 * is written anew in the folder `conversion`; then the state's file is replaced, whose header speaks of the journal
 * there: that is the one step that decides. Whatever comes after it can be done again:
 *
 *     conversion/generations/…, key.age, …    → their places     } until its journal is in its place,
 *     conversion/encryption.json              → its place        } the conversion is not over
 *     conversion/journal.jsonl                → its place
 */
import { readdirSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../disk.ts';
import { pruneGenerations } from '../generations.ts';
import { JOURNAL, readJournal } from '../journal.ts';
import { presentHeader } from '../state-file.ts';
import { errnoOf } from '../system-errors.ts';
import { LOCKED_KEY } from './key-file.ts';
import { MARKER, readMarker, STAGE, writeMarker } from './marker.ts';

export const stagePath = (folder: string): string => join(folder, STAGE);

/** Ends a conversion that was cut short, one way or the other. Only with the lock held. */
export function settle(folder: string): void {
  if (isDecided(folder)) rollForward(folder);
  else rollBack(folder);
}

/**
 * Whether the state in place is the one that goes with the conversion's journal; or, should that have been changed
 * since, one whose key is nowhere but in the conversion.
 */
function isDecided(folder: string): boolean {
  const present = presentHeader(folder);
  const staged = readJournal(stagePath(folder)).tip;
  if (staged.hash !== '' && present?.journal.hash === staged.hash) return true;
  const marker = readMarker(stagePath(folder));
  return marker?.kind === 'passphrase' && marker.recipient === present?.recipient;
}

function rollForward(folder: string): void {
  const stage = stagePath(folder);
  for (const name of namesBelow(stage)) {
    if (name === JOURNAL || name === MARKER) continue;
    const gone = counterpart(name);
    if (gone) remove(join(folder, gone));
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
  pruneGenerations(folder);
}

function rollBack(folder: string): void {
  const marker = readMarker(folder);
  if (marker?.next !== undefined) {
    const { next: _, ...present } = marker;
    writeMarker(folder, present);
  }
  rmSync(stagePath(folder), { recursive: true, force: true });
  syncFolder(folder);
}

/** At the end of the name of a file that was encrypted as it is, whatever it holds. */
export const WRAPPED = '.age';

/** What goes when a file comes: the same wrapped, or not wrapped any more. */
function counterpart(name: string): string | undefined {
  if (name.endsWith('.jsonl')) return `${name}${WRAPPED}`;
  return name.endsWith(`.jsonl${WRAPPED}`) ? name.slice(0, -WRAPPED.length) : undefined;
}

/** The files below a folder, by their paths in it. */
function namesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory()
      ? namesBelow(join(folder, name)).map((inner) => join(name, inner))
      : [name],
  );
}

/** What is removed may be plain: that it is gone has to be certain. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

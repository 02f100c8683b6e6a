/**
 * `encryption.json` beside the state: for which key it is encrypted. While it is there, nothing plain is taken for
 * the state. It only notes what is so already: an encrypted state without it can be read, and the next write notes it.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole, syncFolder, unlinkQuietly, writeNewFile } from '../disk.ts';
import { markerUnusable } from '../state-errors.ts';
import { errnoOf } from '../system-errors.ts';
import type { KeyNote } from './cipher.ts';

export interface Marker extends KeyNote {
  /** What it is being made into: until that is done, the state may be either. */
  readonly next?: KeyNote | 'plain';
}

export const MARKER = 'encryption.json';

/** The folder in which a state is converted. */
export const STAGE = 'conversion';

/** An X25519 recipient of age: 32 bytes in Bech32. */
const RECIPIENT = /^age1[a-z0-9]{58}$/;

export const isRecipient = (value: unknown): value is string =>
  typeof value === 'string' && RECIPIENT.test(value);

/** What is noted of a folder's state; undefined when it is plain. */
export function readMarker(folder: string): Marker | undefined {
  const path = join(folder, MARKER);
  let text: string;
  try {
    text = readWhole(path).bytes.toString('utf8');
  } catch (error) {
    // ENOTDIR: there is a file in the place of the folder, which is said where the state is read.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw markerUnusable(path, error);
  }
  const marker = parsed(text);
  if (isMarker(marker)) return marker;
  throw markerUnusable(path);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isMarker = (value: unknown): value is Marker =>
  isNote(value) && (!('next' in value) || value.next === 'plain' || isNote(value.next));

function isNote(value: unknown): value is KeyNote {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, recipient, keyFile } = value as Record<string, unknown>;
  const known = kind === 'passphrase' || kind === 'key-file';
  return known && isRecipient(recipient) && (keyFile === undefined || typeof keyFile === 'string');
}

/** The keys that a state may be encrypted for. */
export const notesOf = (marker: Marker | undefined): KeyNote[] =>
  marker ? [marker, ...(marker.next === undefined || marker.next === 'plain' ? [] : [marker.next])] : [];

/** Whether a state for this recipient, or a plain one for none, is what the marker speaks of. */
export const admits = (marker: Marker, recipient: string | undefined): boolean =>
  recipient === undefined
    ? marker.next === 'plain'
    : notesOf(marker).some((note) => note.recipient === recipient);

/** Puts it in place; only with the lock held. */
export function writeMarker(folder: string, marker: Marker): void {
  const temporary = join(folder, `${MARKER}.tmp`);
  unlinkQuietly(temporary);
  writeNewFile(temporary, Buffer.from(`${JSON.stringify(marker)}\n`));
  renameSync(temporary, join(folder, MARKER));
  syncFolder(folder);
}

/**
 * The marker `encryption.json` beside the state names the key that the state is encrypted for. While it exists, an
 * unencrypted state file is rejected. An encrypted state can be read without it, and the next write restores it.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole, syncFolder, unlinkQuietly, writeNewFile } from '../disk.ts';
import { markerUnusable } from '../state-errors.ts';
import { errnoOf } from '../system-errors.ts';
import type { KeyNote } from './cipher.ts';

/** The content of `encryption.json`. */
export interface Marker extends KeyNote {
  /** The target of an unfinished conversion: until it is finished, the state may be either. */
  readonly next?: KeyNote | 'plain';
}

export const MARKER = 'encryption.json';

/** The folder for the new files of a conversion. */
export const STAGE = 'conversion';

/** An X25519 recipient of age: 32 bytes in Bech32. */
const RECIPIENT = /^age1[a-z0-9]{58}$/;

export const isRecipient = (value: unknown): value is string =>
  typeof value === 'string' && RECIPIENT.test(value);

/** Reads the marker of a folder. Returns undefined if there is none. */
export function readMarker(folder: string): Marker | undefined {
  const path = join(folder, MARKER);
  let text: string;
  try {
    text = readWhole(path).bytes.toString('utf8');
  } catch (error) {
    // ENOTDIR: the folder is a file. Reading the state reports that.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw markerUnusable(path, error);
  }
  const marker = tryParse(text);
  if (isMarker(marker)) return marker;
  throw markerUnusable(path);
}

function tryParse(text: string): unknown {
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

/** Returns the keys that the state may be encrypted for. */
export const notesOf = (marker: Marker | undefined): KeyNote[] =>
  marker ? [marker, ...(marker.next === undefined || marker.next === 'plain' ? [] : [marker.next])] : [];

/** Returns true if the marker allows a state for this recipient, or an unencrypted one if there is no recipient. */
export const admits = (marker: Marker, recipient: string | undefined): boolean =>
  recipient === undefined
    ? marker.next === 'plain'
    : notesOf(marker).some((note) => note.recipient === recipient);

/** Writes the marker atomically. Requires the lock. */
export function writeMarker(folder: string, marker: Marker): void {
  const temporary = join(folder, `${MARKER}.tmp`);
  unlinkQuietly(temporary);
  writeNewFile(temporary, Buffer.from(`${JSON.stringify(marker)}\n`));
  renameSync(temporary, join(folder, MARKER));
  syncFolder(folder);
}

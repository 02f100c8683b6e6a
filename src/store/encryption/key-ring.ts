/** Finds the key of an encrypted state: in a key file, or behind a passphrase. */
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Secret } from '../../model/secret.ts';
import { readWhole } from '../disk.ts';
import { errnoOf } from '../system-errors.ts';
import { cipherOf, recipientOf, unlockIdentity } from './age.ts';
import type { Cipher, KeyNote, KeySources, Keys } from './cipher.ts';
import { keyNeeded, lockedKeyGone, wrongKey, wrongPassphrase } from './key-errors.ts';
import { type KeyFile, LOCKED_KEY, lockedKeyPath, readKeyFile } from './key-file.ts';
import { notesOf, readMarker, STAGE } from './marker.ts';

export function keyRing(folder: string, sources: KeySources): Keys {
  const found = new Map<string, Cipher>();
  const search = async (note: KeyNote): Promise<Cipher> => {
    const { recipient } = note;
    const cipher =
      found.get(recipient) ??
      (note.kind === 'passphrase'
        ? await behindPassphrase(folder, note, sources)
        : await inKeyFiles(note, sources));
    found.set(recipient, cipher);
    return cipher;
  };
  return {
    cipherFor: async (recipient) => search(noteFor(folder, recipient)),
    cipherAtHand: async (recipient) => {
      const note = noteFor(folder, recipient);
      if (note.kind === 'passphrase' && !sources.passphraseAtHand && !found.has(recipient)) return undefined;
      return search(note).catch((error) => {
        if (error instanceof UserError) return undefined;
        throw error;
      });
    },
  };
}

/** What is noted of a key. Where nothing is, a locked key in the folder tells that there is a passphrase. */
function noteFor(folder: string, recipient: string): KeyNote {
  const notes = [...notesOf(readMarker(folder)), ...notesOf(readMarker(join(folder, STAGE)))];
  const noted = notes.find((note) => note.recipient === recipient);
  if (noted) return { kind: noted.kind, recipient, ...(noted.keyFile && { keyFile: noted.keyFile }) };
  return { kind: lockedKeysIn(folder).length > 0 ? 'passphrase' : 'key-file', recipient };
}

async function inKeyFiles(note: KeyNote, sources: KeySources): Promise<Cipher> {
  const candidates = sources.keyFile
    ? [sources.keyFile]
    : [await sources.preferredKeyFile?.(), note.keyFile].filter((path) => path !== undefined);
  const refusals: unknown[] = [];
  for (const path of candidates) {
    try {
      return keyOf(await readKeyFile(path), path, note);
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals[0] ?? keyNeeded(note.recipient);
}

function keyOf({ keys, lasting }: KeyFile, path: string, { recipient }: KeyNote): Cipher {
  const key = keys.find((one) => one.recipient === recipient);
  if (!key) throw wrongKey(path, recipient);
  return cipherOf(key.identity, { kind: 'key-file', recipient, ...(lasting && { keyFile: path }) });
}

/** The locked keys of the folder: while a key is changed there are two, and the passphrase opens one of them. */
async function behindPassphrase(folder: string, note: KeyNote, sources: KeySources): Promise<Cipher> {
  const locked = lockedKeysIn(folder);
  if (locked.length === 0) throw lockedKeyGone(lockedKeyPath(folder));
  const passphrase = await sources.passphrase?.();
  if (!passphrase) throw keyNeeded(note.recipient);
  for (const file of locked) {
    const identity = await unlockIdentity(file, passphrase);
    if (identity && (await isOf(identity, note.recipient)))
      return cipherOf(identity, { kind: 'passphrase', recipient: note.recipient });
  }
  throw wrongPassphrase();
}

async function isOf(identity: Secret, recipient: string): Promise<boolean> {
  try {
    return (await recipientOf(identity)) === recipient;
  } catch {
    return false;
  }
}

function lockedKeysIn(folder: string): Buffer[] {
  return [lockedKeyPath(folder), join(folder, STAGE, LOCKED_KEY)].flatMap((path) => {
    try {
      return [readWhole(path).bytes];
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  });
}

/** Finds the key of an encrypted state: in a key file, or protected by a passphrase. */
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Secret } from '../../model/secret.ts';
import { readWhole } from '../disk.ts';
import { errnoOf } from '../system-errors.ts';
import { cipherOf, recipientOf, unlockIdentity } from './age.ts';
import type { Cipher, KeyNote, KeySources, Keys } from './cipher.ts';
import { keyNeeded, lockedKeyMissing, wrongKey, wrongPassphrase } from './key-errors.ts';
import { type KeyFile, LOCKED_KEY, lockedKeyPath, readKeyFile } from './key-file.ts';
import { notesOf, readMarker, STAGE } from './marker.ts';

export function keyRing(folder: string, sources: KeySources): Keys {
  const found = new Map<string, Cipher>();
  const search = async (note: KeyNote): Promise<Cipher> => {
    const { recipient } = note;
    const cipher =
      found.get(recipient) ??
      (note.kind === 'passphrase'
        ? await fromPassphrase(folder, note, sources)
        : await fromKeyFiles(note, sources));
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

/** Returns the note about a key from the markers. Without one, a locked key in the folder implies a passphrase. */
function noteFor(folder: string, recipient: string): KeyNote {
  const notes = [...notesOf(readMarker(folder)), ...notesOf(readMarker(join(folder, STAGE)))];
  const found = notes.find((note) => note.recipient === recipient);
  if (found) return { kind: found.kind, recipient, ...(found.keyFile && { keyFile: found.keyFile }) };
  return { kind: lockedKeysIn(folder).length > 0 ? 'passphrase' : 'key-file', recipient };
}

async function fromKeyFiles(note: KeyNote, sources: KeySources): Promise<Cipher> {
  const candidates = sources.keyFile
    ? [sources.keyFile]
    : [await sources.preferredKeyFile?.(), note.keyFile].filter((path) => path !== undefined);
  const errors: unknown[] = [];
  for (const path of candidates) {
    try {
      return selectKey(await readKeyFile(path), path, note);
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0] ?? keyNeeded(note.recipient);
}

function selectKey({ keys, isRegular }: KeyFile, path: string, { recipient }: KeyNote): Cipher {
  const key = keys.find((one) => one.recipient === recipient);
  if (!key) throw wrongKey(path, recipient);
  return cipherOf(key.identity, { kind: 'key-file', recipient, ...(isRegular && { keyFile: path }) });
}

/** Number of attempts to type a passphrase, as with `sudo`. One from a file is tried once. */
const ATTEMPTS = 3;

/** Unlocks a key of the folder. During a change of keys there are two, and the passphrase unlocks one of them. */
async function fromPassphrase(folder: string, note: KeyNote, sources: KeySources): Promise<Cipher> {
  const locked = lockedKeysIn(folder);
  if (locked.length === 0) throw lockedKeyMissing(lockedKeyPath(folder));
  const { recipient } = note;
  const attempts = sources.passphraseAtHand === false ? ATTEMPTS : 1;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const passphrase = await sources.passphrase?.(attempt);
    if (!passphrase) throw keyNeeded(recipient);
    for (const file of locked) {
      const identity = await unlockIdentity(file, passphrase);
      if (identity && (await belongsTo(identity, recipient)))
        return cipherOf(identity, { kind: 'passphrase', recipient });
    }
  }
  throw wrongPassphrase();
}

async function belongsTo(identity: Secret, recipient: string): Promise<boolean> {
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

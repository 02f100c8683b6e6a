/** Identity files of age: lines of `AGE-SECRET-KEY-1…`, and comments. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { syncFolder, writeNewFile } from '../disk.ts';
import { NotReadable, readInputFile } from '../input-file.ts';
import { errnoOf } from '../system-errors.ts';
import { makeIdentity, recipientOf } from './age.ts';
import { keyFileTooOpen, keyFileUnreadable, keyNotCreated, noIdentity } from './key-errors.ts';

/** `key.age`: the key of a state, encrypted with a passphrase. */
export const LOCKED_KEY = 'key.age';

/** An identity and its public key. */
export interface KeyPair {
  readonly identity: Secret;
  readonly recipient: string;
}

/** The content of a key file. */
export interface KeyFile {
  readonly keys: readonly [KeyPair, ...KeyPair[]];
  /** False for a pipe, which cannot be read again. */
  readonly isRegular: boolean;
}

const LINE = /^AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}$/;

/** Reads the identities of a key file. Follows links, since containers mount secrets as links. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const { text, isRegular } = await readContent(path);
  const [first, ...others] = await identitiesIn(text);
  if (!first) throw noIdentity(path);
  return { keys: [first, ...others], isRegular };
}

async function readContent(path: string): Promise<{ text: string; isRegular: boolean }> {
  try {
    const { bytes, mode, isRegular } = await readInputFile(path);
    if (isRegular && (mode & 0o077) !== 0) throw keyFileTooOpen(path, mode);
    return { text: bytes.toString('utf8'), isRegular };
  } catch (error) {
    const isExplained = errnoOf(error) === undefined && !(error instanceof NotReadable);
    throw isExplained ? error : keyFileUnreadable(path, error);
  }
}

async function identitiesIn(text: string): Promise<KeyPair[]> {
  const lines = text.split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => LINE.test(line)).map((line) => new Secret(line));
  try {
    return await Promise.all(
      identities.map(async (identity) => ({ identity, recipient: await recipientOf(identity) })),
    );
  } catch {
    // A line has the right form but the wrong checksum.
    return [];
  }
}

/** Reads a key file. If it does not exist, creates it with a new key. */
export async function readOrCreateKeyFile(
  path: string,
  now: string,
): Promise<KeyFile & { readonly created: boolean }> {
  if (!statSync(path, { throwIfNoEntry: false })) {
    const key = await createKeyFile(path, now);
    return { keys: [key], isRegular: true, created: true };
  }
  return { ...(await readKeyFile(path)), created: false };
}

/** Writes a new key in the same form as `age-keygen -o`. */
async function createKeyFile(path: string, now: string): Promise<KeyPair> {
  const key = await newKey();
  const lines = [`# created: ${now}`, `# public key: ${key.recipient}`, key.identity.reveal(), ''];
  try {
    writeNewFile(path, Buffer.from(lines.join('\n')));
    syncFolder(dirname(path));
  } catch (error) {
    throw errnoOf(error) === undefined ? error : keyNotCreated(path, error);
  }
  return key;
}

/** Returns a new random key. */
export async function newKey(): Promise<KeyPair> {
  const identity = await makeIdentity();
  return { identity, recipient: await recipientOf(identity) };
}

export const lockedKeyPath = (folder: string): string => join(folder, LOCKED_KEY);

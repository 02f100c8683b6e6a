/** Identity files of age: lines of `AGE-SECRET-KEY-1…`, comments beside them. */
import { constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { closeQuietly, syncFolder, writeNewFile } from '../disk.ts';
import { errnoOf } from '../system-errors.ts';
import { makeIdentity, recipientOf } from './age.ts';
import { keyFileTooOpen, keyFileUnreadable, keyNotMade, noIdentity } from './key-errors.ts';

/** `key.age`: the key of a state with a passphrase, encrypted with that. */
export const LOCKED_KEY = 'key.age';

/** An identity and its public half. */
export interface KeyPair {
  readonly identity: Secret;
  readonly recipient: string;
}

export interface KeyFile {
  readonly keys: readonly [KeyPair, ...KeyPair[]];
  /** Whether it can be read again later: a pipe cannot. */
  readonly lasting: boolean;
}

const LINE = /^AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}$/;

/** The identities of a file. Links are followed: that is how secrets are mounted into containers. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const { text, lasting } = contentOf(path);
  const [first, ...others] = await identitiesIn(text);
  if (!first) throw noIdentity(path);
  return { keys: [first, ...others], lasting };
}

function contentOf(path: string): { text: string; lasting: boolean } {
  try {
    const fd = openSync(path, constants.O_RDONLY);
    try {
      const { mode } = fstatSync(fd);
      const lasting = (mode & constants.S_IFMT) === constants.S_IFREG;
      if (lasting && (mode & 0o077) !== 0) throw keyFileTooOpen(path, mode & 0o7777);
      return { text: readFileSync(fd).toString('utf8'), lasting };
    } finally {
      closeQuietly(fd);
    }
  } catch (error) {
    throw errnoOf(error) === undefined ? error : keyFileUnreadable(path, error);
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
    // Of the right form, with the wrong checksum.
    return [];
  }
}

/** The key of a file, which is made with a new one where there is none. */
export async function keyIn(path: string, now: string): Promise<KeyFile & { readonly made: boolean }> {
  if (!statSync(path, { throwIfNoEntry: false })) {
    const key = await makeKeyFile(path, now);
    return { keys: [key], lasting: true, made: true };
  }
  return { ...(await readKeyFile(path)), made: false };
}

/** As `age-keygen -o` writes it. */
async function makeKeyFile(path: string, now: string): Promise<KeyPair> {
  const key = await newKey();
  const lines = [`# created: ${now}`, `# public key: ${key.recipient}`, key.identity.reveal(), ''];
  try {
    writeNewFile(path, Buffer.from(lines.join('\n')));
    syncFolder(dirname(path));
  } catch (error) {
    throw errnoOf(error) === undefined ? error : keyNotMade(path, error);
  }
  return key;
}

/** A key that has not been before. */
export async function newKey(): Promise<KeyPair> {
  const identity = await makeIdentity();
  return { identity, recipient: await recipientOf(identity) };
}

export const lockedKeyPath = (folder: string): string => join(folder, LOCKED_KEY);

/** Keys for the tests of encryption, and a search for plain text. */
import { readFileSync } from 'node:fs';
import { Secret } from '../../../src/model/secret.ts';
import type { State } from '../../../src/model/state.ts';
import { cipherOf, lockIdentity } from '../../../src/store/encryption/age.ts';
import type { KeySources } from '../../../src/store/encryption/cipher.ts';
import { newKey, readOrCreateKeyFile } from '../../../src/store/encryption/key-file.ts';
import type { Target } from '../../../src/store/encryption/stage-files.ts';
import { FileStore } from '../../../src/store/file-store.ts';
import { filesBelow } from '../files.ts';

/** A key to encrypt with, and the sources that decrypt. */
export interface TestKey {
  readonly target: Target;
  readonly sources: KeySources;
}

/** Returns the key of a file. Makes the file if it does not exist. */
export async function keyFile(path: string): Promise<TestKey> {
  const { keys } = await readOrCreateKeyFile(path, '2026-01-02T03:04:05.000Z');
  const [{ identity, recipient }] = keys;
  const note = { kind: 'key-file', recipient, keyFile: path } as const;
  return { target: { cipher: cipherOf(identity, note) }, sources: { keyFile: path } };
}

/** Returns a new key behind a passphrase, with a cheaper derivation than in production. */
export async function passphrase(text: string): Promise<TestKey> {
  const { identity, recipient } = await newKey();
  const cipher = cipherOf(identity, { kind: 'passphrase', recipient });
  const lockedKey = await lockIdentity(identity, new Secret(text), 10);
  return { target: { cipher, lockedKey }, sources: { passphrase: async () => new Secret(text) } };
}

export const storeFor = (folder: string, key?: TestKey): FileStore =>
  new FileStore({ folder, lockTimeoutMs: 0, ...(key && { keys: key.sources }) });

/** Returns those of the words that a file below the folder holds, each with the file. */
export const leakedWords = (folder: string, words: readonly string[]): string[] =>
  filesBelow(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    return words.filter((word) => bytes.includes(word)).map((word) => `${word} in ${path}`);
  });

/** Returns every name, key and address of a state. */
export function wordsOf(state: State): string[] {
  const words = new Set<string>();
  const collect = (value: unknown): void => {
    if (value instanceof Secret) words.add(value.reveal());
    else if (value instanceof Map) for (const pair of value) collect(pair);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    else if (typeof value === 'string') words.add(value);
  };
  collect(state);
  // Any ciphertext may hold words as short as `aws` or `wg0`.
  return [...words].filter((word) => word.length > 4);
}

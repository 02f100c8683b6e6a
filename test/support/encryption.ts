/** Keys to encrypt the states of the tests for, and a look at what a folder gives away. */
import { readFileSync } from 'node:fs';
import { Secret } from '../../src/model/secret.ts';
import type { State } from '../../src/model/state.ts';
import { cipherOf, lockIdentity } from '../../src/store/encryption/age.ts';
import type { KeySources } from '../../src/store/encryption/cipher.ts';
import { newKey, readOrCreateKeyFile } from '../../src/store/encryption/key-file.ts';
import type { Target } from '../../src/store/encryption/stage-files.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { filesBelow } from './files.ts';

/** Something to encrypt for, and how whoever has it opens what was. */
export interface TestKey {
  readonly target: Target;
  readonly sources: KeySources;
}

/** The key in a file, which is made where it is missing. */
export async function keyFile(path: string): Promise<TestKey> {
  const { keys } = await readOrCreateKeyFile(path, '2026-01-02T03:04:05.000Z');
  const [{ identity, recipient }] = keys;
  const note = { kind: 'key-file', recipient, keyFile: path } as const;
  return { target: { cipher: cipherOf(identity, note) }, sources: { keyFile: path } };
}

/** A new key behind a passphrase, cheaper than in earnest. */
export async function passphrase(text: string): Promise<TestKey> {
  const { identity, recipient } = await newKey();
  const cipher = cipherOf(identity, { kind: 'passphrase', recipient });
  const lockedKey = await lockIdentity(identity, new Secret(text), 10);
  return { target: { cipher, lockedKey }, sources: { passphrase: async () => new Secret(text) } };
}

export const storeFor = (folder: string, key?: TestKey): FileStore =>
  new FileStore({ folder, lockTimeoutMs: 0, ...(key && { keys: key.sources }) });

/** Those of the words that stand in a file below the folder, with the file. */
export const givenAway = (folder: string, words: readonly string[]): string[] =>
  filesBelow(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    return words.filter((word) => bytes.includes(word)).map((word) => `${word} in ${path}`);
  });

/** Every name, key and address of a state. */
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
  // What is as short, as `aws` or `wg0`, may stand in any ciphertext.
  return [...words].filter((word) => word.length > 4);
}

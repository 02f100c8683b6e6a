/** Folders and output that version 0.1.0 left behind: see `test/store/formats/0.1.0/README.md`. */
import { chmodSync, cpSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './files.ts';

/** The folder with all of it. */
export const LEFT = fileURLToPath(new URL('../store/formats/0.1.0', import.meta.url));

/** Each form holds the same state. */
export type Form = 'plain' | 'key-file' | 'passphrase';

/** Copies a state folder. In the repository, its files are readable by everyone. */
export function copyStateFolder(form: Form, to: string): void {
  cpSync(join(LEFT, form, 'state'), to, { recursive: true });
  for (const folder of [to, join(to, 'generations')]) chmodSync(folder, 0o700);
  for (const path of filesBelow(to)) chmodSync(path, 0o600);
}

/** Copies the key or the passphrase of a state into a folder. Returns the variable that names the copy. */
export function keyVariable(form: Form, folder: string): Record<string, string> {
  if (form === 'plain') return {};
  const name = form === 'key-file' ? 'peerway.key' : 'passphrase.txt';
  const path = join(folder, name);
  cpSync(join(LEFT, form, name), path);
  chmodSync(path, 0o600);
  return { [form === 'key-file' ? 'PEERWAY_KEY_FILE' : 'PEERWAY_PASSPHRASE_FILE']: path };
}

/** Returns the parsed JSON of one of the files. */
export const readLeft = (...path: string[]): unknown => JSON.parse(readFileSync(join(LEFT, ...path), 'utf8'));

/** Returns the content of each file below a folder. */
export const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesBelow(folder).map((path) => [relative(folder, path), readFileSync(path, 'base64')]),
  );

/** Returns the time of the last change of each file below a folder. */
export const timesOf = (folder: string): Record<string, number> =>
  Object.fromEntries(filesBelow(folder).map((path) => [relative(folder, path), statSync(path).mtimeMs]));

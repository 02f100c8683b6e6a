import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import { makeFolder } from './disk.ts';
import { errnoOf } from './system-errors.ts';

/**
 * Writes files that hold keys: mode 0600 regardless of the umask, each one atomically, never through a link in its
 * place. Creates the folder with mode 0700 if it is missing. Returns the paths.
 */
export async function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly text: string | Uint8Array }[],
): Promise<string[]> {
  let path = folder;
  try {
    makeFolder(folder);
    const paths: string[] = [];
    for (const { name, text } of files) {
      path = join(folder, name);
      await replaceFile(path, text);
      paths.push(path);
    }
    return paths;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    const message = `${visible(path)} cannot be written: ${errnoOf(error)}`;
    throw new UserError(EXIT.conflict, 'not-written', message, { hint: 'choose another path' });
  }
}

async function replaceFile(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

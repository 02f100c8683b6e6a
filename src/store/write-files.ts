import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors.ts';
import { shellQuoted, visible, visiblePath } from '../visible.ts';
import { makeFolder } from './disk.ts';
import { errnoOf } from './system-errors.ts';

/**
 * Writes files that hold keys: mode 0600 regardless of the umask, each one atomically, never through a link in its
 * place. Creates the folder with mode 0700 if it is missing. Returns the paths.
 */
export async function writeFiles(folder: string, files: readonly NewFile[]): Promise<string[]> {
  try {
    makeFolder(folder);
  } catch (error) {
    throw notWritten(folder, error);
  }
  return writeInto(folder, files);
}

/** Writes one such file into a folder. Exit 5 if the folder is missing. Returns the path. */
export async function writeFile(folder: string, file: NewFile): Promise<string> {
  if (!existsSync(folder))
    throw new UserError(EXIT.conflict, 'not-written', `There is no folder ${visiblePath(folder)}`, {
      hint: `run \`mkdir -p ${shellQuoted(folder)}\`, or choose another path`,
    });
  const [path = join(folder, file.name)] = await writeInto(folder, [file]);
  return path;
}

interface NewFile {
  readonly name: string;
  readonly text: string | Uint8Array;
}

async function writeInto(folder: string, files: readonly NewFile[]): Promise<string[]> {
  let path = folder;
  try {
    const paths: string[] = [];
    for (const { name, text } of files) {
      path = join(folder, name);
      await replaceFile(path, text);
      paths.push(path);
    }
    return paths;
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Returns the error of the system for a path, or any other error as it is. */
function notWritten(path: string, error: unknown): unknown {
  if (errnoOf(error) === undefined) return error;
  const message = `${visible(path)} cannot be written: ${errnoOf(error)}`;
  return new UserError(EXIT.conflict, 'not-written', message, { hint: 'choose another path' });
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

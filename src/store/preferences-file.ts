/** The preferences file: plain JSON, changed with `conf`. */
import { randomUUID } from 'node:crypto';
import { realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Conf from 'conf';
import { EXIT, UserError, usage } from '../errors.ts';
import { visible } from '../visible.ts';
import { makeFolder, unlinkQuietly } from './disk.ts';
import { NotReadable, readRegularFile } from './input-file.ts';
import { linkOrCopy } from './second-name.ts';
import { errnoOf } from './system-errors.ts';

/** The content of the file, not yet validated. */
export type Stored = Record<string, unknown>;

const NAME = 'config';

export const pathIn = (folder: string): string => join(folder, `${NAME}.json`);

/** Returns the content of the file, empty if there is none. Throws a usage error if it is not a JSON object. */
export function readStored(path: string): Stored {
  let text: string;
  try {
    text = readRegularFile(path).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    throw usage(
      `The preferences in ${visible(path)} cannot be read: ${error instanceof NotReadable ? error.message : errnoOf(error)}`,
      'check who owns the file, and the value of XDG_CONFIG_HOME',
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Stored;
  } catch {
    // Reported below, like a document that is not an object.
  }
  throw usage(
    `The preferences in ${visible(path)} are not a JSON object`,
    'correct the file, or delete it to start over',
  );
}

/**
 * Changes the file. On a full disk, `conf` writes a truncated file without an error. So the file is read back, and
 * restored if the change is not in it.
 */
export async function changeStored(
  folder: string,
  change: (conf: Conf<Stored>) => void,
  isApplied: (stored: Stored) => boolean,
): Promise<void> {
  const path = pathIn(folder);
  readStored(path);
  try {
    makeFolder(folder);
    const conf = await openConf(folder);
    orRestore(path, () => {
      change(conf);
      if (!isApplied(readStored(path))) throw new Error('the file reads back differently');
    });
  } catch (error) {
    throw notWritten(path, error);
  }
}

async function openConf(folder: string): Promise<Conf<Stored>> {
  const { default: Conf } = await import('conf');
  return new Conf<Stored>({
    cwd: folder,
    configName: NAME,
    configFileMode: 0o600,
    clearInvalidConfig: false,
    // With dot notation, a key could refer to a property of another value.
    accessPropertiesByDotNotation: false,
  });
}

/** Runs `act`, and restores the file if it throws. The backup is a hard link, if possible: it takes no space. */
function orRestore(path: string, act: () => void): void {
  const file = realPath(path);
  const backup = `${file}.${randomUUID()}`;
  const existed = linkIfExists(file, backup);
  try {
    act();
  } catch (error) {
    if (existed) renameSync(backup, file);
    else unlinkQuietly(file);
    throw error;
  } finally {
    unlinkQuietly(backup);
  }
}

/** Follows a link: some users keep the file with their other dot files. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function linkIfExists(path: string, copy: string): boolean {
  try {
    linkOrCopy(path, copy, readRegularFile(path));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function notWritten(path: string, error: unknown): UserError {
  const why = errnoOf(error) ?? 'the file reads back differently';
  const message = `The preferences in ${visible(path)} could not be written: ${why}`;
  return new UserError(EXIT.conflict, 'not-written', message, {
    hint: 'nothing was changed; check that the disk is not full and the folder is writable',
  });
}

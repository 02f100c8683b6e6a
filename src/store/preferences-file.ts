/** The file of the preferences: plain JSON, changed by `conf`. */
import { randomUUID } from 'node:crypto';
import { linkSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Conf from 'conf';
import { EXIT, UserError, usage } from '../errors.ts';
import { visible } from '../visible.ts';
import { makeFolder, readText, unlinkQuietly } from './disk.ts';
import { errnoOf } from './system-errors.ts';

/** What the file holds, its keys and values not looked at. */
export type Stored = Record<string, unknown>;

const NAME = 'config';

export const pathIn = (folder: string): string => join(folder, `${NAME}.json`);

/** What is in the file; nothing where there is none. A usage error for anything but an object. */
export function readStored(path: string): Stored {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    throw usage(
      `The preferences in ${visible(path)} cannot be read: ${errnoOf(error)}`,
      'see who owns the file, and what XDG_CONFIG_HOME says',
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Stored;
  } catch {
    // Said below, like any other document that is not an object.
  }
  throw usage(
    `The preferences in ${visible(path)} are not a JSON object`,
    'mend the file, or delete it to start afresh',
  );
}

/**
 * Changes the file. On a full disk `conf` takes a part of it for the whole and says nothing, so the outcome is read
 * back, and the file put back as it was where that is not what it should be.
 */
export async function changeStored(
  folder: string,
  change: (conf: Conf<Stored>) => void,
  isDone: (stored: Stored) => boolean,
): Promise<void> {
  const path = pathIn(folder);
  readStored(path);
  try {
    makeFolder(folder);
    const conf = await openConf(folder);
    orPutBack(path, () => {
      change(conf);
      if (!isDone(readStored(path))) throw new Error('it reads back differently');
    });
  } catch (error) {
    throw notKept(path, error);
  }
}

async function openConf(folder: string): Promise<Conf<Stored>> {
  const { default: Conf } = await import('conf');
  return new Conf<Stored>({
    cwd: folder,
    configName: NAME,
    configFileMode: 0o600,
    clearInvalidConfig: false,
    // Keys have no dots; with dots as paths, a key could reach into another's value.
    accessPropertiesByDotNotation: false,
  });
}

/** Keeps the file under a second name, which costs no space, for as long as it takes. */
function orPutBack(path: string, act: () => void): void {
  const file = realPath(path);
  const aside = `${file}.${randomUUID()}`;
  const wasThere = linkIfThere(file, aside);
  try {
    act();
  } catch (error) {
    if (wasThere) renameSync(aside, file);
    else unlinkQuietly(file);
    throw error;
  } finally {
    unlinkQuietly(aside);
  }
}

/** The file itself where its name is a link: some keep theirs with other dot files. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function linkIfThere(path: string, copy: string): boolean {
  try {
    linkSync(path, copy);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function notKept(path: string, error: unknown): UserError {
  const why = errnoOf(error) ?? 'they do not read back';
  const message = `The preferences in ${visible(path)} could not be written: ${why}`;
  return new UserError(EXIT.conflict, 'not-written', message, {
    hint: 'nothing was changed; see whether the disk is full or the folder read-only',
  });
}

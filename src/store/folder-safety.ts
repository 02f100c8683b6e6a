/** Checks the state folder before it is used: other users must not be able to replace its files. */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuoted, visiblePath } from '../visible.ts';
import { folderWritable, notPlain } from './state-errors.ts';

/** Files and folders that peerway creates, by name. */
const NAMES: ReadonlySet<string> = new Set([
  'state.jsonl',
  'journal.jsonl',
  'lock',
  'lock.exclusive',
  'encryption.json',
  'key.age',
  'generations',
  'conversion',
]);
const FOLDERS: ReadonlySet<string> = new Set(['generations', 'conversion']);

/**
 * Returns warnings about a state folder that other users can read or that belongs to another user. Throws if everyone can
 * write to it, or if a link, a pipe or anything else is in the place of one of its files.
 */
export function checkFolder(folder: string): string[] {
  const stats = statOf(folder);
  if (!stats?.isDirectory()) return [];
  if ((stats.mode & 0o002) !== 0) throw folderWritable(folder, stats.mode & 0o7777);
  for (const entry of entriesOf(folder)) {
    const isExpected = FOLDERS.has(entry.name) ? entry.isDirectory() : entry.isFile();
    if (NAMES.has(entry.name) && !isExpected) throw notPlain(join(folder, entry.name), kindOf(entry));
  }
  return [...modeWarnings(folder, stats), ...ownerWarnings(folder, stats)];
}

function modeWarnings(folder: string, { mode }: Stats): string[] {
  if ((mode & 0o077) === 0) return [];
  const octal = (mode & 0o7777).toString(8).padStart(4, '0');
  return [
    `the state folder ${visiblePath(folder)} is open to other users (mode ${octal}): run \`chmod 700 ${shellQuoted(folder)}\``,
  ];
}

/** Files of root are as safe as the host. */
function ownerWarnings(folder: string, { uid }: Stats): string[] {
  const own = process.geteuid?.();
  if (own === undefined || uid === own || uid === 0) return [];
  const owner = `the state folder ${visiblePath(folder)} belongs to the user with id ${uid}`;
  return own === 0
    ? [
        `${owner}, who could no longer use files that root writes there: run peerway as that user, or \`chown -R 0 ${shellQuoted(folder)}\``,
      ]
    : [`${owner}, who can replace its files: run \`sudo chown -R ${own} ${shellQuoted(folder)}\``];
}

function statOf(folder: string): Stats | undefined {
  try {
    return statSync(folder, { throwIfNoEntry: false });
  } catch {
    // Reading the state reports the error.
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // The folder can be traversed but not listed, or is gone.
    return [];
  }
}

/** Returns what is in the place of a file, in words. */
export function kindOf(
  entry: Pick<Dirent, 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isDirectory'>,
): string {
  if (entry.isSymbolicLink()) return 'a symbolic link';
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return entry.isDirectory() ? 'a folder' : 'not a regular file';
}

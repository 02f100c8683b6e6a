/** State files and folders that other users can access. The files hold keys. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './system-errors.ts';

/** A file or folder that other users can access. */
export interface ExposedPath {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Returns the state files that others can read or write, and the folder of generations if others can write to it.
 * `folder-safety.ts` checks the state folder itself. Returns nothing if there is no state yet.
 */
export const findExposed = (folder: string): ExposedPath[] => [
  ...namesIn(folder)
    .map((name) => join(folder, name))
    .flatMap((path) =>
      path.endsWith('generations')
        ? [...checkMode(path, 0o022), ...findExposedFiles(path)]
        : checkMode(path, 0o077),
    ),
];

const findExposedFiles = (folder: string): ExposedPath[] =>
  namesIn(folder).flatMap((name) => checkMode(join(folder, name), 0o077));

/** Returns the path if its mode has one of the bits. Links are skipped: peerway never follows them. */
function checkMode(path: string, bits: number): ExposedPath[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats && !stats.isSymbolicLink() && (stats.mode & bits) !== 0
    ? [{ path, mode: stats.mode & 0o7777 }]
    : [];
}

/** Names that peerway creates. Other files in the folder are none of its business. */
const STATE_NAMES =
  /^(?:(?:state|journal)\.(?:jsonl|before-).*|lock.*|generations|conversion|key\.age|encryption\.json|[0-9]+\.jsonl)$/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => STATE_NAMES.test(name))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

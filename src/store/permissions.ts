/** What of the state others can get at: its files hold keys, and its folders lead to them. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './system-errors.ts';

/** A file or folder that is open to more than its owner. */
export interface Exposed {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The state's files that others may read or write, and its folders that others may write: they could put another file
 * in a name's place. Nothing where there is no state yet.
 */
export const exposedIn = (folder: string): Exposed[] => [
  ...exposed(folder, 0o022),
  ...namesIn(folder)
    .map((name) => join(folder, name))
    .flatMap((path) =>
      path.endsWith('generations') ? [...exposed(path, 0o022), ...filesIn(path)] : exposed(path, 0o077),
    ),
];

const filesIn = (folder: string): Exposed[] =>
  namesIn(folder).flatMap((name) => exposed(join(folder, name), 0o077));

/** The path, if its mode has one of the bits. Links are judged where they are followed: nowhere. */
function exposed(path: string, bits: number): Exposed[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats && !stats.isSymbolicLink() && (stats.mode & bits) !== 0
    ? [{ path, mode: stats.mode & 0o7777 }]
    : [];
}

/** The names that peerway gives; what else somebody keeps there is theirs. */
const OURS =
  /^(?:(?:state|journal)\.(?:jsonl|before-).*|lock.*|generations|conversion|key\.age|encryption\.json|[0-9]+\.jsonl)$/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => OURS.test(name))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

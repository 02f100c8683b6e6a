/** Where stdout goes, when keys have been printed to it. */
import { fstatSync, readlinkSync } from 'node:fs';
import { shellQuoted, visiblePath } from '../visible.ts';

/**
 * A warning when stdout is a file that others can read, as the usual umask makes it of `>`. wg(8) warns alike of
 * `genkey`. Undefined for anything else, such as a pipe or a terminal.
 */
export function exposureOf(fd: number): string | undefined {
  const mode = modeOfFile(fd);
  if (mode === undefined || (mode & 0o077) === 0) return undefined;
  const path = pathOf(fd);
  return `what was printed holds keys, and others can get at ${path ? visiblePath(path) : 'the file it went to'} (mode ${mode.toString(8).padStart(4, '0')}): \`chmod 600 ${path ? shellQuoted(path) : '<file>'}\`; after \`umask 077\` files are closed from the start`;
}

/** Permission bits, if it is a regular file. */
function modeOfFile(fd: number): number | undefined {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? stats.mode & 0o7777 : undefined;
  } catch {
    // Closed: nothing was printed to it.
    return undefined;
  }
}

/** Its name, where the system tells. */
function pathOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}

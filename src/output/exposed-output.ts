/** A warning about keys that were printed to a file. */
import { fstatSync, readlinkSync } from 'node:fs';
import { shellQuoted, visiblePath } from '../visible.ts';

/**
 * Returns a warning if the descriptor is a file that other users can read or write, as `>` creates it under the usual
 * umask. wg(8) gives the same warning for `genkey`. Returns undefined for a pipe or a terminal.
 */
export function exposedOutputWarning(fd: number): string | undefined {
  const mode = modeOfFile(fd);
  if (mode === undefined || (mode & 0o077) === 0) return undefined;
  const path = pathOf(fd);
  const file = path ? visiblePath(path) : 'the output file';
  const octal = mode.toString(8).padStart(4, '0');
  return `other users can access ${file} (mode ${octal}), which contains keys: run \`chmod 600 ${path ? shellQuoted(path) : '<file>'}\`; next time, run \`umask 077\` first`;
}

/** Returns the permission bits of a regular file. */
function modeOfFile(fd: number): number | undefined {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? stats.mode & 0o7777 : undefined;
  } catch {
    // The descriptor is closed, so nothing was printed.
    return undefined;
  }
}

/** Returns the path of an open file. Undefined on systems without /proc. */
function pathOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}

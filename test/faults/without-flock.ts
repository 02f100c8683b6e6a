/** Hosts without a `flock` program. */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that is searched even if it is not on the PATH. /bin is a link to it. */
const PROGRAMS = '/usr/bin';

const SCRIPT = `mount --bind ${PROGRAMS} "$0" && mount --bind "$1" ${PROGRAMS} && shift && exec "$@"`;

/** Returns words that run a command in a mount namespace, in which /usr/bin has all programs except `flock`. */
export function withoutFlock(folder: string): string[] {
  const originals = join(folder, 'programs');
  const links = join(folder, 'programs-but-flock');
  if (!existsSync(links)) {
    mkdirSync(originals);
    mkdirSync(links);
    const names = readdirSync(PROGRAMS).filter((name) => name !== 'flock');
    for (const name of names) symlinkSync(join(originals, name), join(links, name));
  }
  return ['unshare', '--mount', 'sh', '-c', SCRIPT, originals, links];
}

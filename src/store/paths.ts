/** Where peerway keeps its files unless it is told otherwise. XDG Base Directory Specification 0.8. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { usage } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A relative path in an XDG variable is to be ignored, says the specification. */
function xdgFolder(value: string | undefined, ...fallback: string[]): string {
  return join(value && isAbsolute(value) ? value : join(home(), ...fallback), 'peerway');
}

/** A user without an entry in the password file, as in containers, has no home unless HOME says so. */
function home(): string {
  try {
    const folder = homedir();
    if (isAbsolute(folder)) return folder;
  } catch {
    // Said below.
  }
  throw usage('There is no home folder to keep files in', 'set HOME, or PEERWAY_STATE and XDG_CONFIG_HOME');
}

/** The state's folder: `$XDG_DATA_HOME/peerway` or `~/.local/share/peerway`. */
export const defaultStateFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_DATA_HOME'], '.local', 'share');

/** The preferences' folder: `$XDG_CONFIG_HOME/peerway` or `~/.config/peerway`. */
export const preferencesFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_CONFIG_HOME'], '.config');

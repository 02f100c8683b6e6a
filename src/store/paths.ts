/** Default locations of peerway's files. XDG Base Directory Specification 0.8. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { usage } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The specification says to ignore a relative path in an XDG variable. */
function xdgFolder(value: string | undefined, ...fallback: string[]): string {
  return join(value && isAbsolute(value) ? value : join(home(), ...fallback), 'peerway');
}

/** Without HOME, a user with no entry in the password file, as in containers, has no home folder. */
function home(): string {
  try {
    const folder = homedir();
    if (isAbsolute(folder)) return folder;
  } catch {
    // Reported below.
  }
  throw usage('There is no home folder', 'set HOME, or both PEERWAY_STATE and XDG_CONFIG_HOME');
}

/** Returns the state folder: `$XDG_DATA_HOME/peerway` or `~/.local/share/peerway`. */
export const defaultStateFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_DATA_HOME'], '.local', 'share');

/** Returns the preferences folder: `$XDG_CONFIG_HOME/peerway` or `~/.config/peerway`. */
export const preferencesFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_CONFIG_HOME'], '.config');

/** Where peerway keeps its files unless it is told otherwise. XDG Base Directory Specification 0.8. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A relative path in an XDG variable is to be ignored, says the specification. */
function xdgFolder(value: string | undefined, ...fallback: string[]): string {
  return join(value && isAbsolute(value) ? value : join(homedir(), ...fallback), 'peerway');
}

/** The state's folder: `$XDG_DATA_HOME/peerway` or `~/.local/share/peerway`. */
export const defaultStateFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_DATA_HOME'], '.local', 'share');

/** The preferences' folder: `$XDG_CONFIG_HOME/peerway` or `~/.config/peerway`. */
export const preferencesFolder = (env: Environment = process.env): string =>
  xdgFolder(env['XDG_CONFIG_HOME'], '.config');

/** A path as it can be pasted into a shell. */
export const shellQuoted = (path: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/**
 * The environment of shells and terminals under test. It begins empty, so that settings of the developer have no
 * effect.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathWithPeerway } from './program.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Returns an environment with `peerway` on the PATH, and home, preferences and state inside the sandbox. Undefined in
 * `more` unsets a variable.
 */
export function environment(
  { folder, state }: Sandbox,
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const path = join(folder, 'path');
  if (!existsSync(path)) pathWithPeerway(path);
  const all = {
    PATH: `${path}:${process.env['PATH']}`,
    HOME: folder,
    LANG: 'C.UTF-8',
    TMPDIR: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    PEERWAY_STATE: state,
    ...more,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

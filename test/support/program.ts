/** The built program, and the node that runs it in every test. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const BIN = join(ROOT, 'bin', 'peerway.js');

/** The node for the program under test: PEERWAY_NODE (see `npm run test:node`), or the one that runs the tests. */
export const NODE = process.env['PEERWAY_NODE'] ?? process.execPath;

/** Returns the words that run peerway, without a search of the PATH. */
export const peerwayWords = (args: readonly string[], bin = BIN): [string, ...string[]] => [
  NODE,
  bin,
  ...args,
];

/**
 * Makes a folder with `peerway`, and with the `node` that its first line asks for.
 * @returns a PATH that begins with the folder
 */
export function pathWithPeerway(folder: string): string {
  mkdirSync(folder);
  symlinkSync(BIN, join(folder, 'peerway'));
  symlinkSync(NODE, join(folder, 'node'));
  return `${folder}:${process.env['PATH']}`;
}

import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { usage } from '../errors.ts';
import { isTerminal, writeErr } from '../streams.ts';
import { visible } from '../visible.ts';
import { errnoOf } from './system-errors.ts';

let stdinWasRead = false;

/** The bytes of a file, or of stdin for `-`, which is there to be read once. A file that cannot be read is a usage error. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') {
    if (stdinWasRead) throw usage('stdin is asked for twice', 'give one of the two as the path of a file');
    stdinWasRead = true;
    if (isTerminal(0)) writeErr('reading what is typed, up to Ctrl-D on an empty line\n');
    return buffer(process.stdin);
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw usage(
      `${visible(path)} cannot be read: ${errnoOf(error) ?? (error as Error).message}`,
      'give the path of a file, or - for stdin',
    );
  }
}

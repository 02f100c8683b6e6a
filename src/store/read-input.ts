import { buffer } from 'node:stream/consumers';
import { usage } from '../errors.ts';
import { isTerminal, writeErr } from '../streams.ts';
import { visible } from '../visible.ts';
import { readInputFile } from './input-file.ts';
import { errnoOf } from './system-errors.ts';

let stdinWasRead = false;

/** Returns the bytes of a file, or of stdin for `-`, which can be read only once. Throws a usage error if the file cannot be read. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') {
    if (stdinWasRead) throw usage('stdin is used twice', 'pass one of the two as a file path');
    stdinWasRead = true;
    if (isTerminal(0)) writeErr('reading from the terminal; end with Ctrl-D on an empty line\n');
    return buffer(process.stdin);
  }
  try {
    return (await readInputFile(path)).bytes;
  } catch (error) {
    throw usage(
      `${visible(path)} cannot be read: ${errnoOf(error) ?? (error as Error).message}`,
      'pass the path of a file, or - for stdin',
    );
  }
}

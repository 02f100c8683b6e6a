/** Reads of files that the user names: regular files, and pipes such as those of `<(command)`. They never wait forever. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { kindOf } from './folder-safety.ts';
import { errnoOf } from './system-errors.ts';

/** The content of a file, and its type. */
export interface InputFile {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  /** False for a pipe, which cannot be read again. */
  readonly isRegular: boolean;
}

/** A path that cannot be read as a file. The message is a clause about "it". */
export class NotReadable extends Error {}

/** Milliseconds without data after which a named pipe is given up: it may have no writer. */
const PATIENCE_MS = 5000;
const POLL_MS = 20;

const { O_NONBLOCK, O_RDONLY } = constants;

/** Returns the bytes of a regular file, also through a link. Throws `NotReadable` for anything else, such as a pipe. */
export function readRegularFile(path: string): Buffer {
  const fd = openForReading(path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new NotReadable(`it is ${kindOf(stats)}`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Returns the content of a regular file or a pipe. Throws `NotReadable` for a device, a socket, or a pipe without data. */
export async function readInputFile(path: string): Promise<InputFile> {
  const fd = openForReading(path);
  try {
    const stats = fstatSync(fd);
    const [mode, isRegular] = [stats.mode & 0o7777, stats.isFile()];
    if (isRegular) return { bytes: readFileSync(fd), mode, isRegular };
    if (!stats.isFIFO()) throw new NotReadable(`it is ${stats.isDirectory() ? 'a folder' : 'a device'}`);
    return { bytes: await readPipe(fd, isNamedPipe(path)), mode, isRegular };
  } finally {
    closeSync(fd);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    // Sockets have no other way to be opened.
    if (errnoOf(error) === 'ENXIO') throw new NotReadable('it is a socket or a device that is not there');
    throw error;
  }
}

/** Returns false for the pipes of a shell, such as `/dev/fd/63`: their writer exists, and may take its time. */
function isNamedPipe(path: string): boolean {
  try {
    return lstatSync(realpathSync(path)).isFIFO();
  } catch {
    return false;
  }
}

/** Reads a pipe to its end. */
async function readPipe(fd: number, isNamed: boolean): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const buffer = Buffer.allocUnsafe(65_536);
  for (let lastData = performance.now(); ; ) {
    const length = readAvailable(fd, buffer);
    if (length === 0 && (pieces.length > 0 || !isNamed)) return Buffer.concat(pieces);
    if (length !== undefined && length > 0) {
      pieces.push(Buffer.from(buffer.subarray(0, length)));
      lastData = performance.now();
      continue;
    }
    if (isNamed && performance.now() - lastData > PATIENCE_MS)
      throw new NotReadable(
        `it is a named pipe, and no program has written to it for ${PATIENCE_MS / 1000} s`,
      );
    const { setTimeout: sleep } = await import('node:timers/promises');
    await sleep(POLL_MS);
  }
}

/** Returns the number of bytes read, 0 without a writer, undefined if the writer has not written yet. */
function readAvailable(fd: number, buffer: Buffer): number | undefined {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

/**
 * Standard input, output and error by descriptor. `process.stdin` and its siblings load node's streams and sockets,
 * which takes a tenth of the time of `peerway peering list`.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';
import { forLocale } from './glyphs.ts';

type Output = 1 | 2;

/** True for a terminal. Only a device that could be one is worth loading node:tty for. */
export const isTerminal = (fd: 0 | Output): boolean =>
  isDevice(fd) && process.getBuiltinModule('node:tty').isatty(fd);

/** True for a character device other than /dev/null. */
function isDevice(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

/** Columns of the terminal on stdout; undefined for a pipe or a file, and for a terminal that reports no size. */
export const terminalWidth = (): number | undefined =>
  isTerminal(1) ? process.stdout.columns || undefined : undefined;

/** Called once for each of stdout and stderr, with the error that kept it from being written. */
type Listener = (fd: Output, error: NodeJS.ErrnoException) => void;

const closed = new Set<Output>();
let onError: Listener = () => undefined;

/** Sets the listener for errors in writing. Without one, they are ignored. */
export function onWriteError(listener: Listener): void {
  onError = listener;
}

/** False once a write has failed: the reader is gone, or the disk is full. */
export const isOpen = (fd: Output): boolean => !closed.has(fd);

export const writeOut = (text: string): void => write(1, text);
export const writeErr = (text: string): void => write(2, text);

/** A destination other than a descriptor. */
export interface Writer {
  write(piece: string | Uint8Array): unknown;
}

const writers = new Map<Output, Writer>();

/** Redirects later writes to a writer; without one, back to the descriptor. */
export function redirect(fd: Output, writer: Writer | undefined): void {
  if (writer) writers.set(fd, writer);
  else writers.delete(fd);
}

/** True if everything written has reached its descriptor. */
export const isDrained = (): boolean => writers.size === 0;

function write(fd: Output, text: string): void {
  if (closed.has(fd)) return;
  const shown = forLocale(text);
  const writer = writers.get(fd);
  if (writer) {
    writer.write(shown);
    return;
  }
  const bytes = Buffer.from(shown);
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(fd, bytes, done);
  } catch (error) {
    if (!isErrno(error)) throw error;
    if (error.code === 'EAGAIN') waitingStream(fd).write(bytes.subarray(done));
    else failed(fd, error);
  }
}

/** Node's stream, for a descriptor that another program has made non-blocking: it waits for a slow reader. */
function waitingStream(fd: Output): Writer {
  const stream = fd === 1 ? process.stdout : process.stderr;
  stream.on('error', (error) => failed(fd, error));
  redirect(fd, stream);
  return stream;
}

function failed(fd: Output, error: NodeJS.ErrnoException): void {
  if (closed.has(fd)) return;
  closed.add(fd);
  onError(fd, error);
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

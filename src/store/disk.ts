/** Files that are on the disk when a function returns, and files that are read without being fooled. */
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errnoOf } from './system-errors.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** The disk did not do what it said; counts as its EIO. */
const unfaithful = (what: string): Error => Object.assign(new Error(`EIO: ${what}`), { code: 'EIO' });

/** Which file a name led to; another file under the same name is another identity. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

const identityOf = ({ dev, ino }: BigIntStats): Identity => ({ dev, ino });

export const isSame = (a: Identity | undefined, b: Identity | undefined): boolean =>
  a?.dev === b?.dev && a?.ino === b?.ino;

/** The file that the name leads to, a link not followed; undefined when there is none. */
export function identityAt(path: string): Identity | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && identityOf(stats);
}

export const identityOfOpen = (fd: number): Identity => identityOf(fstatSync(fd, { bigint: true }));

/** Closes without a word: what mattered about the file has been settled by then. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // The kernel frees the descriptor whatever close(2) returns.
  }
}

export function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or swept by the next transaction.
  }
}

export interface OpenedFile {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  readonly isFile: boolean;
}

/** Reads a file, a link not followed (ELOOP), and without waiting for the other end of a pipe. */
export function readWhole(path: string): OpenedFile {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    const isFile = stats.isFile();
    const bytes = isFile ? readFileSync(fd) : Buffer.alloc(0);
    return { bytes, mode: stats.mode & 0o7777, isFile };
  } finally {
    closeQuietly(fd);
  }
}

/** A file's text. Given an encoding, readFileSync of Node 20 ends the process when close(2) fails. */
export const readText = (path: string): string => readFileSync(path).toString('utf8');

/** Writes a new file of mode 0600, whatever the umask, and returns once the disk holds every byte of it. */
export function writeNewFile(path: string, bytes: Buffer): Identity {
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  let open = true;
  try {
    fchmodSync(fd, 0o600);
    writeAll(fd, bytes);
    fsyncSync(fd);
    compareWith(fd, bytes);
    const identity = identityOfOpen(fd);
    open = false;
    // Some file systems report a failed write only here.
    closeSync(fd);
    return identity;
  } catch (error) {
    if (open) closeQuietly(fd);
    unlinkQuietly(path);
    throw error;
  }
}

/** Writes at an offset; write(2) may take less than it is given. */
export function writeAll(fd: number, bytes: Buffer, from = 0): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(fd, bytes, done, bytes.length - done, from + done);
    if (written <= 0) throw unfaithful(`the disk took ${done} of ${bytes.length} bytes`);
    done += written;
  }
}

/** From an offset to the file's end: what a write call claims to have written has been seen to differ from it. */
export function compareWith(fd: number, bytes: Buffer, from = 0): void {
  const found = readAt(fd, from, bytes.length + 1);
  if (!found.equals(bytes)) throw unfaithful('what was written reads back differently');
}

/** So many bytes of an open file, fewer where it ends. read(2) may give less than it is asked for. */
export function readAt(fd: number, from: number, most: number): Buffer {
  const found = Buffer.allocUnsafe(most);
  let length = 0;
  for (let read = -1; read !== 0 && length < most; length += read) {
    read = readSync(fd, found, length, most - length, from + length);
  }
  return found.subarray(0, length);
}

/** Bytes in an open file. */
export const sizeOf = (fd: number): number => fstatSync(fd).size;

/** Returns once the folder's entries (names made, replaced, removed) are on the disk. */
export function syncFolder(path: string): void {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems have no such thing for folders.
    if (errnoOf(error) !== 'EINVAL') throw error;
  } finally {
    closeQuietly(fd);
  }
}

/**
 * Makes a folder and its missing parents, 0700 whatever the umask; one that is there is left as it is. Node's own
 * recursive mkdir never ends where a folder is there that nothing can be made in, as /proc.
 */
export function makeFolder(path: string): void {
  const whole = resolve(path);
  try {
    mkdirSync(whole, 0o700);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && statSync(whole).isDirectory()) return;
    if (errnoOf(error) !== 'ENOENT' || existsSync(dirname(whole))) throw error;
    makeFolder(dirname(whole));
    makeFolder(whole);
    return;
  }
  chmodSync(whole, 0o700);
  syncParent(whole);
}

function syncParent(path: string): void {
  try {
    syncFolder(dirname(path));
  } catch (error) {
    // A parent that may be passed through but not read, such as /home on some hosts.
    if (errnoOf(error) !== 'EACCES') throw error;
  }
}

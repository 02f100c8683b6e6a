/** Durable writes, and reads that follow no links and wait for no pipes. */
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
import { conflict, type UserError } from '../errors.ts';
import { visiblePath } from '../visible.ts';
import { errnoOf } from './system-errors.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** Returns an error for a write that the disk confirmed but did not do. */
const ioError = (text: string): Error => Object.assign(new Error(`EIO: ${text}`), { code: 'EIO' });

/** Identifies a file independently of its name. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

const identityOf = ({ dev, ino }: BigIntStats): Identity => ({ dev, ino });

export const isSame = (a: Identity | undefined, b: Identity | undefined): boolean =>
  a?.dev === b?.dev && a?.ino === b?.ino;

/** Returns the identity of the file at a path, without following links; undefined if there is none. */
export function identityAt(path: string): Identity | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && identityOf(stats);
}

export const identityOfOpen = (fd: number): Identity => identityOf(fstatSync(fd, { bigint: true }));

/** Closes a descriptor and ignores errors, for files whose content no longer depends on it. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // The kernel frees the descriptor even if close(2) fails.
  }
}

export function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, or the next transaction removes it.
  }
}

/** The content and type of a file. */
export interface FileContent {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  readonly isFile: boolean;
}

/** Reads a file. Fails on a link (ELOOP) and never waits for a pipe. */
export function readWhole(path: string): FileContent {
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

/** Returns the text of a file. With an encoding, readFileSync of Node 20 aborts the process if close(2) fails. */
export const readText = (path: string): string => readFileSync(path).toString('utf8');

/** Writes a new file with mode 0600, regardless of the umask. Returns once every byte is on the disk. */
export function writeNewFile(path: string, bytes: Buffer): Identity {
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  let open = true;
  try {
    makePrivate(fd, path);
    writeAll(fd, bytes);
    fsyncSync(fd);
    compareWith(fd, bytes);
    const identity = identityOfOpen(fd);
    open = false;
    // Some file systems report a failed write only on close.
    closeSync(fd);
    return identity;
  } catch (error) {
    if (open) closeQuietly(fd);
    unlinkQuietly(path);
    throw error;
  }
}

/**
 * Sets the mode of an open file to 0600. File systems without permissions keep those of the mount: that is enough if they
 * shut other users out.
 */
export function makePrivate(fd: number, path: string): void {
  try {
    fchmodSync(fd, 0o600);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
    if ((fstatSync(fd).mode & 0o077) !== 0) throw noPermissions(path);
  }
}

const noPermissions = (path: string): UserError =>
  conflict(
    'no-permissions',
    `The file system of ${visiblePath(dirname(path))} keeps no permissions: other users could read the keys in ${visiblePath(path)}`,
    'nothing was changed; choose another folder, or mount the file system with the options fmask=0177,dmask=0077',
  );

/** Writes all bytes at an offset; write(2) may write fewer. */
export function writeAll(fd: number, bytes: Buffer, from = 0): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(fd, bytes, done, bytes.length - done, from + done);
    if (written <= 0) throw ioError(`the disk accepted ${done} of ${bytes.length} bytes`);
    done += written;
  }
}

/** Throws unless the file holds exactly these bytes from the offset to its end. Disks have reported writes they did not do. */
export function compareWith(fd: number, bytes: Buffer, from = 0): void {
  const found = readAt(fd, from, bytes.length + 1);
  if (!found.equals(bytes)) throw ioError('the written bytes read back differently');
}

/** Reads up to `limit` bytes at an offset, fewer at the end of the file; read(2) may return fewer anywhere. */
export function readAt(fd: number, from: number, limit: number): Buffer {
  const found = Buffer.allocUnsafe(limit);
  let length = 0;
  for (let read = -1; read !== 0 && length < limit; length += read) {
    read = readSync(fd, found, length, limit - length, from + length);
  }
  return found.subarray(0, length);
}

/** Returns the size of an open file in bytes. */
export const sizeOf = (fd: number): number => fstatSync(fd).size;

/** Returns once the entries of a folder (created, replaced, removed names) are on the disk. */
export function syncFolder(path: string): void {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems cannot sync folders.
    if (errnoOf(error) !== 'EINVAL') throw error;
  } finally {
    closeQuietly(fd);
  }
}

/**
 * Creates a folder and its missing parents with mode 0700, regardless of the umask; an existing folder stays as it is.
 * Node's recursive mkdir loops forever in a folder where nothing can be created, such as /proc.
 */
export function makeFolder(path: string): void {
  const absolute = resolve(path);
  try {
    mkdirSync(absolute, 0o700);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && statSync(absolute).isDirectory()) return;
    if (errnoOf(error) !== 'ENOENT' || existsSync(dirname(absolute))) throw error;
    makeFolder(dirname(absolute));
    makeFolder(absolute);
    return;
  }
  try {
    chmodSync(absolute, 0o700);
  } catch (error) {
    // A file system without permissions. Writing a file there checks them.
    if (errnoOf(error) !== 'EPERM') throw error;
  }
  syncParent(absolute);
}

function syncParent(path: string): void {
  try {
    syncFolder(dirname(path));
  } catch (error) {
    // The parent can be traversed but not read, such as /home on some hosts.
    if (errnoOf(error) !== 'EACCES') throw error;
  }
}

/**
 * A second name for a file: a hard link, which takes no space. On file systems without hard links, such as FAT, exFAT
 * and some network file systems, it is a copy.
 */
import { linkSync, renameSync } from 'node:fs';
import { writeNewFile } from './disk.ts';
import { errnoOf } from './system-errors.ts';

/** The kernel also refuses links with EPERM or EACCES for reasons that do not prevent a copy. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'EACCES',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
]);

/** Links a file. Returns false if that is not possible here. Throws EEXIST if the name is in use. */
export function tryLink(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if (NO_LINKS.has(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

/** Gives a file with these bytes a second name. Throws EEXIST if the name is in use; a crash may leave part of a copy. */
export function linkOrCopy(file: string, name: string, bytes: Buffer): void {
  if (!tryLink(file, name)) writeNewFile(name, bytes);
}

/** Writes a copy under a name at once, and replaces any other file of that name. `temporary` is in the same file system. */
export function replaceWithCopy(name: string, bytes: Buffer, temporary: string): void {
  writeNewFile(temporary, bytes);
  renameSync(temporary, name);
}

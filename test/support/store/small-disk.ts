/** A small file system, which a test can fill. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeFolder, removeFolder } from '../temporary.ts';

/** Returns what the machine lacks to mount a small file system. */
export function missingForSmallDisk(): string[] {
  if (process.platform !== 'linux') return ['Linux'];
  if (process.getuid?.() !== 0) return ['root'];
  const folder = makeFolder('disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'peerway-test', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return [];
  } catch {
    return ['the right to mount a tmpfs'];
  } finally {
    removeFolder(folder);
  }
}

/** Mounts a file system of 256 KiB until the test ends; returns its folder. */
export function smallDisk(): string {
  const folder = makeFolder('disk');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'peerway-test', folder]);
  onTestFinished(() => {
    execFileSync('umount', [folder]);
    removeFolder(folder);
  });
  return folder;
}

/** Takes all free space except for that many bytes, rounded to pages as tmpfs does. Returns the file that takes it. */
export function fill(folder: string, but: number): string {
  const path = join(folder, 'ballast');
  const pages: Buffer[] = [];
  const page = Buffer.alloc(4096);
  for (;;) {
    try {
      writeFileSync(path, Buffer.concat([...pages, page]));
      pages.push(page);
    } catch {
      const left = Math.max(0, pages.length * page.length - but);
      writeFileSync(path, Buffer.alloc(left));
      return path;
    }
  }
}

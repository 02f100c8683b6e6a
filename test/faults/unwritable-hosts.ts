/** Hosts that allow no writes, or only small ones. The kernel itself causes these faults. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fill } from '../support/store/small-disk.ts';
import { type Arranged, type Fault, nothing, type Place } from './fault.ts';

const plain: Arranged = { prefix: [], nextPrefix: [], hasHit: () => true, end: nothing, clear: nothing };

/** A file system of 256 KiB with that many free bytes. */
const smallDisk = (left: number): Fault => ({
  kind: 'full disk',
  title: `${left} bytes left`,
  arrange: ({ home, scratch }) => {
    const original = join(scratch, 'original');
    renameSync(home, original);
    mkdirSync(home);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=755', 'peerway-test', home]);
    cpSync(original, home, { recursive: true });
    const ballast = fill(home, left);
    return {
      ...plain,
      end: () => rmSync(ballast),
      clear: () => execFileSync('umount', [home]),
    };
  },
});

/** A limit on the size of files. write(2) writes the part that fits (setrlimit(2)). */
const fileSize = (bytes: number): Fault => ({
  kind: 'file size limit',
  title: `${bytes} bytes`,
  arrange: () => ({ ...plain, prefix: ['prlimit', `--fsize=${bytes}:${bytes}`] }),
});

const readOnlyMount: Fault = {
  kind: 'read-only file system',
  title: 'mounted',
  arrange: ({ home }) => {
    execFileSync('mount', ['--bind', home, home]);
    execFileSync('mount', ['-o', 'remount,ro,bind', home]);
    return { ...plain, end: () => execFileSync('umount', [home]) };
  },
};

const NOBODY = '65534';
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
const give = (folder: string): void => void execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);

const othersFolder: Fault = {
  kind: 'folder of another user',
  title: 'of root, run as nobody',
  arrange: ({ home }) => ({ ...plain, prefix: asNobody, nextPrefix: asNobody, end: () => give(home) }),
};

const foldersIn = (home: string): string[] => [
  home,
  ...readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name)),
];

const readOnlyFolder: Fault = {
  kind: 'read-only folder',
  title: 'of one who is not root',
  arrange: ({ home }: Place) => {
    give(home);
    for (const folder of foldersIn(home)) chmodSync(folder, 0o500);
    return {
      ...plain,
      prefix: asNobody,
      nextPrefix: asNobody,
      end: () => {
        for (const folder of foldersIn(home)) chmodSync(folder, 0o700);
      },
    };
  },
};

/** From no space at all to more than the states need. */
export const SURROUNDINGS: readonly Fault[] = [
  ...[0, 4096, 8192, 12_288, 16_384, 32_768].map(smallDisk),
  ...[0, 1, 100, 1000, 4096, 65_536].map(fileSize),
  readOnlyMount,
  othersFolder,
  readOnlyFolder,
];

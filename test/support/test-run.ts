/**
 * Vitest's global setup: a folder for everything that the tests and the programs they start write to the disk. At the
 * end the folder is removed, and the run fails if anything is left elsewhere or still running.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endProcesses, isAnotherRunActive, processesOf } from './leftover-processes.ts';
import { MEMORY_FOLDER } from './temporary.ts';

const MEMORY = '/dev/shm';
const PREFIX = 'peerway-run-';

export function setup(project: TestProject): () => Promise<void> {
  const roots = [tmpdir(), ...(existsSync(MEMORY) ? [MEMORY] : [])];
  for (const root of roots) removeAbandonedRuns(root);
  const before = new Set(roots.flatMap(peerwayNamesIn));
  const wasAlone = !isAnotherRunActive();
  const folders = roots.map((root) => mkdtempSync(join(root, `${PREFIX}${process.pid}-`)));
  // Some programs under test run as another user.
  for (const folder of folders) chmodSync(folder, 0o755);
  const [folder = '', memory = folder] = folders;
  process.env['TMPDIR'] = folder;
  process.env[MEMORY_FOLDER] = memory;
  const removeFolders = () => folders.forEach(remove);
  // For a run that is interrupted. Vitest keeps transformed modules in a folder of its own.
  process.once('exit', removeFolders);
  process.once('exit', () => remove(project.tmpDir));
  return async () => {
    const running = await processesOf(folders);
    endProcesses(running);
    removeFolders();
    const left = roots.flatMap(peerwayNamesIn).filter((path) => !before.has(path) && !isOfAnotherRun(path));
    if (wasAlone && !isAnotherRunActive()) failFor(left);
    else if (left.length > 0)
      console.warn(`New since this test run and another one began: ${left.join(', ')}`);
    failFor(running.map(({ pid, command }) => `process ${pid}: ${command}`));
  };
}

function failFor(leftovers: readonly string[]): void {
  if (leftovers.length === 0) return;
  process.exitCode = 1;
  throw new Error(`The tests left behind:\n${leftovers.map((one) => `  ${one}`).join('\n')}`);
}

const peerwayNamesIn = (root: string): string[] =>
  readdirSync(root)
    .filter((name) => name.startsWith('peerway-'))
    .map((name) => join(root, name));

/** Returns the process id in the name of a run's folder. */
const runnerOf = (path: string): number | undefined => {
  const [, pid] = new RegExp(`/${PREFIX}(\\d+)-`).exec(path) ?? [];
  return pid === undefined ? undefined : Number(pid);
};

const isOfAnotherRun = (path: string): boolean => {
  const runner = runnerOf(path);
  return runner !== undefined && runner !== process.pid;
};

/** Removes the folders of runs that were killed. */
function removeAbandonedRuns(root: string): void {
  for (const path of peerwayNamesIn(root)) {
    const runner = runnerOf(path);
    if (runner !== undefined && !isAlive(runner)) remove(path);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(folder: string): void {
  for (const mounted of mountsBelow(folder)) execFileSync('umount', ['--lazy', mounted]);
  rmSync(folder, { recursive: true, force: true });
}

/** Returns what a test that was killed has left mounted, innermost first. */
function mountsBelow(folder: string): string[] {
  if (!existsSync('/proc/self/mounts')) return [];
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}

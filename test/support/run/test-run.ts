/**
 * Vitest's global setup: one folder for everything that the tests and the programs they start write to the disk. The run
 * fails if it leaves anything else in the temporary folders, or a process.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { MEMORY_FOLDER } from '../temporary.ts';
import { endProcesses, isAnotherRunActive, processesOf } from './leftover-processes.ts';
import { removeAtEnd } from './remove-at-end.mjs';

const MEMORY = '/dev/shm';
const PREFIX = 'peerway-run-';

export function setup(project: TestProject): () => Promise<void> {
  const roots = [tmpdir(), ...(existsSync(MEMORY) ? [MEMORY] : [])];
  const before = new Set(roots.flatMap(peerwayNamesIn));
  const wasAlone = !isAnotherRunActive();
  const folders = roots.map((root) => mkdtempSync(join(root, PREFIX)));
  // Vitest keeps transformed modules in a folder of its own, which it does not remove when it is interrupted.
  removeAtEnd(...folders, project.tmpDir);
  // Some programs under test run as another user.
  for (const folder of folders) chmodSync(folder, 0o755);
  const [folder = '', memory = folder] = folders;
  process.env['TMPDIR'] = folder;
  process.env[MEMORY_FOLDER] = memory;
  return async () => {
    const running = await processesOf(folders);
    endProcesses(running);
    for (const each of folders) remove(each);
    const left = roots.flatMap(peerwayNamesIn).filter((path) => !before.has(path));
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

/** Returns the paths of everything of peerway in a folder, except for the folders of test runs. */
const peerwayNamesIn = (root: string): string[] =>
  readdirSync(root)
    .filter((name) => name.startsWith('peerway-') && !name.startsWith(PREFIX))
    .map((name) => join(root, name));

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A killed test can leave a mounted file system, which `removeAtEnd` unmounts.
  }
}

/** Temporary folders of tests. They lie below the folder of the test run, which `run/test-run.ts` removes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** Names the folder of the test run on a file system in memory, where there is one. */
export const MEMORY_FOLDER = 'PEERWAY_TEST_MEMORY';

export interface Placement {
  /** In memory where possible: a state is synced to its disk at every change, which takes time. */
  readonly inMemory?: boolean;
}

/** Returns a new folder that the caller removes; the end of the test run does so at the latest. */
export function makeFolder(name = 'test', { inMemory = false }: Placement = {}): string {
  const parent = (inMemory && process.env[MEMORY_FOLDER]) || tmpdir();
  return mkdtempSync(join(parent, `peerway-${name}-`));
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Returns a new folder for all tests of a file. */
export function folderForFile(name?: string, placement?: Placement): string {
  const folder = makeFolder(name, placement);
  afterAll(() => removeFolder(folder));
  return folder;
}

/** Returns a new folder for the running test. */
export function folderForTest(name?: string, placement?: Placement): string {
  const folder = makeFolder(name, placement);
  onTestFinished(() => removeFolder(folder));
  return folder;
}

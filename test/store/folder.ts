/** Folders on the real disk for one test each. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that goes when the test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerway-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Permission bits in octal. */
export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

/** The names in a folder, in order. */
export const namesIn = (folder: string): string[] => readdirSync(folder).sort();

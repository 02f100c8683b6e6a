import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from '../support/run/remove-at-end.mjs';

/** Returns a new folder that exists until the process ends. */
export function benchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'peerway-bench-'));
  removeAtEnd(folder);
  return folder;
}

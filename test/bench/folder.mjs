import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Returns a new folder that is removed when the process ends, also by Ctrl-C. */
export function benchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'peerway-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const [signal, status] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(status));
  return folder;
}

/** State files that tests write without running the program. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../src/model/state.ts';
import { encodeFile, type Header, NO_ENTRIES } from '../../src/store/envelope.ts';
import { NOW } from './plans.ts';

export const HEADER: Header = {
  lineage: '00000000-0000-4000-8000-000000000000',
  revision: 1,
  at: NOW,
  command: 'test',
  journal: NO_ENTRIES,
};

/** Writes a state as its first revision. Makes the folder if it does not exist. */
export function writeState(folder: string, state: State): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'state.jsonl'), encodeFile(HEADER, state), { mode: 0o600 });
}

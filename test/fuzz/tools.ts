/** Programs that know better. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { searchPath } from '../lab/requirements.ts';

const isThere = (tool: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${tool}`], { env: { PATH: searchPath } }).status === 0;

/** Tests that ask a program. Without it they are skipped with one line; PEERWAY_LAB=require makes that a failure. */
export function describeWith(tool: string, name: string, body: () => void): void {
  const found = isThere(tool);
  if (!found && process.env['PEERWAY_LAB'] === 'require')
    throw new Error(`PEERWAY_LAB=require, but there is no ${tool}`);
  if (!found) console.log(`skipped (${name}): there is no ${tool}`);
  describe.skipIf(!found)(name, body);
}

import { spawnSync } from 'node:child_process';
import { describe, vi } from 'vitest';

/** The clouds' own command-line tools, and the server that answers `aws` here. */
export type CloudTool = 'aws' | 'moto_server' | 'gcloud';

const isThere = (tool: CloudTool): boolean =>
  spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status === 0;

/**
 * Tests that run the clouds' own tools against servers on loopback. Where one is missing they are skipped with one
 * line; PEERWAY_LAB=require makes that a failure.
 */
export function describeCloud(name: string, tools: readonly CloudTool[], body: () => void): void {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length > 0 && process.env['PEERWAY_LAB'] === 'require')
    throw new Error(`PEERWAY_LAB=require, but there is no ${missing.join(', ')}`);
  if (missing.length > 0) console.log(`cloud skipped (${name}): there is no ${missing.join(', ')}`);
  // Each call of these tools takes a second of Python's.
  vi.setConfig({ testTimeout: 900_000, hookTimeout: 180_000 });
  describe.skipIf(missing.length > 0)(name, body);
}

/** Those that take minutes: for `npm run test:cloud`. */
export function describeLongCloud(name: string, tools: readonly CloudTool[], body: () => void): void {
  if (process.env['PEERWAY_CLOUD'] === 'all') {
    describeCloud(name, tools, body);
  } else {
    console.log(`left to \`npm run test:cloud\`: ${name}`);
    describe.skip(name, body);
  }
}

/** An `az` on the PATH that asks the test's own process, for an Azure in memory. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { ProgramRun } from '../../src/exec/program.ts';

/** A run of `az`; `kills` ends whoever has called it. */
export type Answer = Pick<ProgramRun, 'exit' | 'stdout' | 'stderr'> & { readonly kills?: boolean };

const AZ = `#!/usr/bin/env node
const request = require('node:http').request(process.env.AZ_URL, { method: 'POST' }, async (response) => {
  let text = '';
  for await (const part of response) text += part;
  const { exit, stdout, stderr, kills } = JSON.parse(text);
  if (kills) process.kill(process.ppid, 'SIGKILL');
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exit;
});
request.end(JSON.stringify(process.argv.slice(2)));
`;

export interface AzOnPath {
  /** The folder with the program, and the variable with which it finds the test. */
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** @param folder  receives the program */
export async function azOnPath(
  folder: string,
  run: (words: readonly string[]) => Promise<Answer>,
): Promise<AzOnPath> {
  const path = join(folder, 'bin');
  mkdirSync(path);
  writeFileSync(join(path, 'az'), AZ);
  chmodSync(join(path, 'az'), 0o755);
  const server = createServer(async (request, response) => {
    response.end(JSON.stringify(await run((await json(request)) as string[])));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    path,
    env: { AZ_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Runs `driver.ts` in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'rolldown';
import { beforeAll, onTestFinished } from 'vitest';
import { NODE } from './program.ts';
import { folderForFile } from './temporary.ts';

export interface Driven {
  readonly child: ChildProcess;
  /** Standard output, once it has ended. */
  readonly output: Promise<string>;
  readonly errors: Promise<string>;
  readonly exit: Promise<number | null>;
}

export type Drive = (
  what: 'add' | 'hold' | 'watch',
  folder: string,
  argument: number,
  flock?: string,
) => Driven;

/** Builds the driver for the tests of a file; what it returns starts a process that does not outlive its test. */
export function driver(): Drive {
  const outfile = join(folderForFile(), 'driver.mjs');
  beforeAll(async () => {
    const entry = new URL('store-process-main.ts', import.meta.url).pathname;
    await build({
      input: entry,
      platform: 'node',
      output: { file: outfile, format: 'esm', codeSplitting: false },
    });
  });
  return (what, stateFolder, argument, flock) => {
    const args = [outfile, what, stateFolder, String(argument), ...(flock === undefined ? [] : [flock])];
    const child = spawn(NODE, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return {
      child,
      output: text(child.stdout),
      errors: text(child.stderr),
      exit: once(child, 'exit').then(([code]) => code as number | null),
    };
  };
}

/** Waits until the process has said something, as `hold` does when it has the lock. */
export async function spoken({ child }: Driven): Promise<void> {
  if (child.stdout) await once(child.stdout, 'data');
}

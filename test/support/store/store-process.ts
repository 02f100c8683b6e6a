/** Runs `store-process-main.ts` in separate processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'rolldown';
import { beforeAll, onTestFinished } from 'vitest';
import { NODE } from '../program.ts';
import { folderForFile } from '../temporary.ts';

export interface StoreProcess {
  readonly child: ChildProcess;
  /** Standard output, complete once it has ended. */
  readonly output: Promise<string>;
  readonly errors: Promise<string>;
  readonly exit: Promise<number | null>;
}

export type StartProcess = (
  what: 'add' | 'hold' | 'watch',
  folder: string,
  argument: number,
  flock?: string,
) => StoreProcess;

/** Bundles the program for the tests of a file. The returned function starts a process that ends with its test. */
export function storeProcesses(): StartProcess {
  const outfile = join(folderForFile(), 'store-process.mjs');
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

/** Waits for the first output of a process. `hold` prints it once it holds the lock. */
export async function firstOutput({ child }: StoreProcess): Promise<void> {
  if (child.stdout) await once(child.stdout, 'data');
}

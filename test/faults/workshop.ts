/** Runs the built program, with words before its command line that cause a fault. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { peerwayWords } from '../support/program.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status, undefined if a signal ended the process. */
  readonly exit: number | undefined;
}

/** Milliseconds after which a command counts as hanging. */
const PATIENCE = 60_000;

/** A folder for all files of a test file, which other users can read, with a copy of the program. */
export class Workshop {
  readonly folder = makeFolder('faults');
  readonly program = join(this.folder, 'program', 'bin', 'peerway.js');
  #made = 0;

  constructor() {
    chmodSync(this.folder, 0o755);
    for (const part of ['bin', 'dist']) {
      const from = new URL(`../../${part}`, import.meta.url).pathname;
      cpSync(from, join(this.folder, 'program', part), { recursive: true });
    }
  }

  /** Makes a folder with that name and a number. */
  newFolder(name: string): string {
    this.#made += 1;
    const folder = join(this.folder, `${name}-${this.#made}`);
    mkdirSync(folder, { mode: 0o755 });
    return folder;
  }

  /**
   * Runs the program on a state as `netops`, in the workshop's folder.
   * @param prefix  words before the command line
   */
  run(state: string, args: readonly string[], prefix: readonly string[] = []): Promise<Finished> {
    const words = [...prefix, ...peerwayWords([...args, '--as', 'netops'], this.program)];
    return finished(this.folder, words, {
      PATH: process.env['PATH'] ?? '',
      NO_COLOR: '1',
      PEERWAY_STATE: state,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
    });
  }

  clear(): void {
    removeFolder(this.folder);
  }
}

async function finished(
  folder: string,
  [word = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Finished> {
  // Has its own process group, so that all its processes can be killed.
  const child = spawn(word, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), PATIENCE);
  const [stdout, stderr, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  clearTimeout(timer);
  return { stdout, stderr, exit: exit ?? undefined };
}

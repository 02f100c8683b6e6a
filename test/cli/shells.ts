/** Shells for which people write scripts. */
import { spawnSync } from 'node:child_process';
import { environment } from '../support/environment.ts';
import { describeWith } from '../support/requirements.ts';
import type { Sandbox } from '../support/sandbox.ts';

export interface Shell {
  readonly program: string;
  /** Options that make a script stop at the first failure. */
  readonly flags: readonly string[];
}

const SHELLS: readonly Shell[] = [
  { program: 'bash', flags: ['-euo', 'pipefail'] },
  { program: 'sh', flags: ['-eu'] },
  { program: 'zsh', flags: ['-f', '-eu', '-o', 'pipefail'] },
];

/** The output of a shell, and its exit status or 'timeout'. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | 'timeout';
}

/** Milliseconds that a script may take on a busy machine. */
const PATIENCE = 25_000;

/** Runs a script in the sandbox's folder, with an empty stdin. */
export function runLines({ program, flags }: Shell, lines: string, box: Sandbox): Ended {
  const { stdout, stderr, status, error } = spawnSync(program, [...flags, '-c', lines], {
    cwd: box.folder,
    env: environment(box),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  return { stdout, stderr, exit: error || status === null ? 'timeout' : status };
}

/** A group of tests for each shell, with the programs that its lines need. */
export function describeShells(programs: readonly string[], body: (shell: Shell) => void): void {
  for (const shell of SHELLS) {
    const title = ['in', shell.program, ...shell.flags].join(' ');
    describeWith([shell.program, ...programs], title, () => body(shell));
  }
}

/** Runs the programs of the cloud providers. */
import { execa } from 'execa';
import { EXIT } from '../errors.ts';
import type { Program, ProgramRun } from '../exec/program.ts';

/** Variables that are set for a program, beside the operator's own. */
type Environment = Readonly<Record<string, string>>;

/** After the first Ctrl-C, peerway reports unfinished work before it exits. A second Ctrl-C exits at once. */
let isInterrupted = false;
const INTERRUPTED: ProgramRun = { ended: 'done', exit: undefined, stdout: '', stderr: 'interrupted' };

function onInterrupt(): void {
  if (isInterrupted) process.exit(EXIT.interrupted);
  isInterrupted = true;
}

/** Returns a program on the PATH. Ctrl-C ends it, and no program runs after that. */
export function program(name: string, env: Environment): Program {
  // This listener stays: signal-exit, which execa uses to clean up, raises the signal again if it is the only one.
  if (!process.listeners('SIGINT').includes(onInterrupt)) process.on('SIGINT', onInterrupt);
  return {
    name,
    run: async (words, seconds) => (isInterrupted ? INTERRUPTED : runProgram(name, words, { env, seconds })),
  };
}

async function runProgram(
  name: string,
  words: readonly string[],
  { env, seconds }: { readonly env: Environment; readonly seconds: number },
): Promise<ProgramRun> {
  const { stdout, stderr, exitCode, timedOut, code } = await execa(name, words, {
    reject: false,
    stdin: 'ignore',
    timeout: seconds * 1000,
    env,
    // The output for many networks is long.
    maxBuffer: 256 * 2 ** 20,
  });
  const ended = code === 'ENOENT' || code === 'EACCES' ? 'missing' : timedOut ? 'timeout' : 'done';
  // A program that succeeded was not interrupted.
  if (isInterrupted && exitCode !== 0) return INTERRUPTED;
  return { ended, exit: exitCode, stdout: stdout ?? '', stderr: stderr ?? '' };
}

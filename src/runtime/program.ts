import { execa } from 'execa';
import { EXIT } from '../errors.ts';
import type { Program, ProgramName, Ran } from '../providers/program.ts';

/** What is no use to us, and would get in the way: a pager, colours, questions. */
const UNATTENDED = { AWS_PAGER: '', CLOUDSDK_CORE_DISABLE_PROMPTS: '1' };

/** What has been begun at a provider is told of before the end; whoever interrupts twice does not want to know. */
let isInterrupted = false;
const INTERRUPTED: Ran = { ended: 'done', exit: undefined, stdout: '', stderr: 'interrupted' };

function interrupted(): void {
  if (isInterrupted) process.exit(EXIT.interrupted);
  isInterrupted = true;
}

/** The program of that name on the PATH. Ctrl-C ends it, and keeps others from being run after it. */
export function program(name: ProgramName): Program {
  // A listener that stays: signal-exit, which execa cleans up with, raises the signal anew where it is alone.
  if (!process.listeners('SIGINT').includes(interrupted)) process.on('SIGINT', interrupted);
  return { name, run: async (words, seconds) => (isInterrupted ? INTERRUPTED : ran(name, words, seconds)) };
}

async function ran(name: ProgramName, words: readonly string[], seconds: number): Promise<Ran> {
  const { stdout, stderr, exitCode, timedOut, code } = await execa(name, words, {
    reject: false,
    stdin: 'ignore',
    timeout: seconds * 1000,
    env: UNATTENDED,
    // An answer about many networks is long.
    maxBuffer: 256 * 2 ** 20,
  });
  const ended = code === 'ENOENT' || code === 'EACCES' ? 'missing' : timedOut ? 'timeout' : 'done';
  // What has come to its end was not interrupted.
  if (isInterrupted && exitCode !== 0) return INTERRUPTED;
  return { ended, exit: exitCode, stdout: stdout ?? '', stderr: stderr ?? '' };
}

import { execa } from 'execa';
import type { Program, ProgramName } from './program.ts';

/** What is no use to us, and would get in the way: a pager, colours, questions. */
const UNATTENDED = { AWS_PAGER: '', CLOUDSDK_CORE_DISABLE_PROMPTS: '1' };

/** The program of that name on the PATH. */
export const program = (name: ProgramName): Program => ({
  name,
  run: async (words, seconds) => {
    const { stdout, stderr, exitCode, timedOut, code } = await execa(name, words, {
      reject: false,
      stdin: 'ignore',
      timeout: seconds * 1000,
      env: UNATTENDED,
      // An answer about many networks is long.
      maxBuffer: 256 * 2 ** 20,
    });
    const ended = code === 'ENOENT' || code === 'EACCES' ? 'missing' : timedOut ? 'timeout' : 'done';
    return { ended, exit: exitCode, stdout: stdout ?? '', stderr: stderr ?? '' };
  },
});

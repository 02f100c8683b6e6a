/** The first code of every command. `--version` alone needs nothing else, in particular not the command tree. */
import packageJson from '../package.json' with { type: 'json' };
import { effects } from './effects.ts';
import { EXIT, type ExitStatus } from './errors.ts';
import { onWriteError, writeErr, writeOut } from './streams.ts';

export { isDrained } from './streams.ts';

/** Runs one command line. Never throws; returns the exit status. */
export async function start(argv: readonly string[]): Promise<ExitStatus> {
  watchOutput();
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    writeOut(`${packageJson.version}\n`);
    return EXIT.done;
  }
  const { run } = await import('./main.ts');
  return run(argv);
}

/**
 * `peerway … | head` closes the pipe when it has seen enough, which is not an error. Any other error, such as a full
 * disk behind `>`, is reported, since the output is incomplete.
 */
function watchOutput(): void {
  onWriteError((fd, { code }) => {
    if (fd === 2 || code === 'EPIPE') return;
    process.exitCode = EXIT.unknown;
    writeErr(`error: not all of the output could be written (${code})\nhint: ${effects.hint()}\n`);
  });
}

import { EXIT, UserError } from '../errors.ts';
import type { ProviderProgram } from '../providers/provider.ts';
import { shellQuoted, visible } from '../visible.ts';
import type { Program, ProgramRun } from './program.ts';

/** Seconds until a command that only reads is stopped. */
const TIMEOUT = 60;

/** Runs a command that only reads, and returns its JSON output. Exit 6 with the provider's error when it fails. */
export async function askProvider(
  provider: ProviderProgram,
  program: Program,
  words: readonly string[],
  seconds = TIMEOUT,
): Promise<unknown> {
  const ran = await program.run(words, seconds);
  if (ran.ended !== 'done' || ran.exit !== 0) throw failure(provider, words, ran);
  if (ran.stdout.trim() === '') return [];
  try {
    return JSON.parse(ran.stdout);
  } catch {
    const message = `${program.name} did not print JSON: ${visible(ran.stdout)}`;
    throw new UserError(EXIT.rolledBack, 'provider-failed', message, {
      hint: `run \`${[program.name, ...words].map(shellQuoted).join(' ')}\` yourself`,
    });
  }
}

/** Why a command is run: to read, to change something, or to wait for a change. */
export type Purpose = 'question' | 'change' | 'wait';

/**
 * The error of a failed command, in one line with a hint. A change has failed for certain (exit 6) only if the provider
 * itself rejected it; otherwise it may have been made (exit 7), and so may a change that is being waited for.
 */
export function failure(
  provider: ProviderProgram,
  words: readonly string[],
  ran: ProgramRun,
  purpose: Purpose = 'question',
): UserError {
  if (ran.ended === 'missing')
    return new UserError(EXIT.rolledBack, 'no-program', `There is no ${provider.name} on the PATH`, {
      hint: provider.install,
    });
  const isCertain =
    purpose === 'question' || (purpose === 'change' && ran.ended === 'done' && provider.isRejection(ran));
  const exit = isCertain ? EXIT.rolledBack : EXIT.unknown;
  const again = 'run the command again; it detects completed steps';
  if (ran.ended === 'timeout') {
    const message = `${provider.name} ${provider.operationOf(words)} timed out`;
    const hint = purpose === 'question' ? 'run the command again later' : again;
    return new UserError(exit, 'provider-timeout', message, { hint });
  }
  const { code, message, hint } = provider.explain(ran.stderr);
  return new UserError(exit, code, message, { hint: isCertain || code !== 'provider-failed' ? hint : again });
}

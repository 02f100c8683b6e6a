import { EXIT, UserError } from '../errors.ts';
import type { Name } from '../model/values.ts';
import { visible } from '../visible.ts';
import type { Program, ProgramName, Ran } from './program.ts';
import { isRefusal, translated } from './refusals.ts';

const INSTALL: Readonly<Record<ProgramName, string>> = {
  aws: 'install it: https://docs.aws.amazon.com/cli/',
  gcloud: 'install it: https://cloud.google.com/sdk/docs/install',
};

/** What a question that changes nothing was answered with. Exit 6 with what the provider says where it was refused. */
export async function answerOf(
  program: Program,
  words: readonly string[],
  seconds: number,
): Promise<unknown> {
  const ran = await program.run(words, seconds);
  if (ran.ended !== 'done' || ran.exit !== 0) throw failure(program.name, words, ran);
  if (ran.stdout.trim() === '') return [];
  try {
    return JSON.parse(ran.stdout);
  } catch {
    const message = `${program.name} did not print JSON: ${visible(ran.stdout)}`;
    throw new UserError(EXIT.rolledBack, 'provider-failed', message, {
      hint: `run \`${program.name} ${words.slice(0, 3).join(' ')}\` yourself`,
    });
  }
}

/** What a command is run for: to know something, to change something, or to wait for what was changed. */
export type Purpose = 'question' | 'change' | 'wait';

/**
 * The error of a run that failed, in one line with a hint. A change is refused (exit 6) only where the provider itself
 * says so: else it may have been made (exit 7). What was not there to be waited for may still come.
 */
export function failure(
  name: ProgramName,
  words: readonly string[],
  ran: Ran,
  purpose: Purpose = 'question',
): UserError {
  if (ran.ended === 'missing')
    return new UserError(EXIT.rolledBack, 'no-program', `There is no ${name} on the PATH`, {
      hint: INSTALL[name],
    });
  const isKnown = purpose === 'question' || (purpose === 'change' && isRefusal(name, ran));
  const exit = isKnown ? EXIT.rolledBack : EXIT.unknown;
  const again = 'run the command again; it finds out what was done';
  if (ran.ended === 'timeout') {
    const what = words.filter((word) => !word.startsWith('-')).slice(0, name === 'aws' ? 2 : 4);
    const message = `${name} ${what.join(' ')} timed out`;
    const hint = purpose === 'question' ? 'run the command again later' : again;
    return new UserError(exit, 'provider-timeout', message, { hint });
  }
  const { code, message, hint } = translated(name, ran.stderr);
  return new UserError(exit, code, message, { hint: isKnown || code !== 'provider-failed' ? hint : again });
}

/** The error with the side that it is about, which also completes the commands of its hint. */
export const onSide = (side: Name, { exit, code, message, hint }: UserError): UserError =>
  new UserError(exit, code, `On ${side}'s side: ${message}`, { hint: hint.replaceAll('<vpc>', side) });

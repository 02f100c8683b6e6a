import { EXIT, UserError } from '../errors.ts';
import type { Name } from '../model/values.ts';
import { visible } from '../visible.ts';
import type { Program, ProgramName, Ran } from './program.ts';
import { translated } from './refusals.ts';

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
    const message = `${program.name} answered with something else than JSON: ${visible(ran.stdout)}`;
    throw new UserError(EXIT.rolledBack, 'provider-failed', message, {
      hint: `run it yourself: ${program.name} ${words.slice(0, 3).join(' ')}`,
    });
  }
}

/** The error of a run that failed, in one line with a hint. */
export function failure(name: ProgramName, words: readonly string[], ran: Ran): UserError {
  if (ran.ended === 'missing')
    return new UserError(EXIT.rolledBack, 'no-program', `There is no ${name} on the PATH`, {
      hint: INSTALL[name],
    });
  const what = words.filter((word) => !word.startsWith('-')).slice(0, name === 'aws' ? 2 : 4);
  if (ran.ended === 'timeout')
    return new UserError(
      EXIT.unknown,
      'provider-timeout',
      `${name} ${what.join(' ')} gave no answer in time`,
      { hint: 'run the command again: it finds out what was done' },
    );
  const { code, message, hint } = translated(name, ran.stderr);
  return new UserError(EXIT.rolledBack, code, message, { hint });
}

/** The error with the side that it is about. */
export const onSide = (side: Name, { exit, code, message, hint }: UserError): UserError =>
  new UserError(exit, code, `On ${side}'s side: ${message}`, { hint });

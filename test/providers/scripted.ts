/** A CLI of a provider with scripted answers, for an operator with a plan in memory. */

import type { State } from '../../src/model/state.ts';
import type { Context } from '../../src/ports/context.ts';
import type { Program, ProgramName, Ran } from '../../src/providers/program.ts';
import { operator } from './operator.ts';

/** The answer to a command line: JSON, text, or another outcome. */
export type Answer = object | string | Partial<Ran>;

export interface Scripted {
  readonly ports: Context;
  /** Returns the plan after the commands. */
  stateNow(): State;
  /** Lines that were shown. */
  readonly shown: readonly string[];
  /** Every command line in order. */
  readonly ran: string[];
}

const isRan = (answer: object): answer is Partial<Ran> => 'stderr' in answer || 'ended' in answer;

function ranOf(answer: Answer): Ran {
  const done: Ran = { ended: 'done', exit: 0, stdout: '', stderr: '' };
  if (typeof answer === 'string') return { ...done, stdout: answer };
  if (!isRan(answer)) return { ...done, stdout: JSON.stringify(answer) };
  return { ...done, exit: 1, ...answer };
}

/** @param answer  returns the answer to a command line; '' is that of a successful change */
export function scripted(state: State, name: ProgramName, answer: (line: string) => Answer): Scripted {
  const ran: string[] = [];
  const program: Program = {
    name,
    run: async (words) => {
      ran.push(words.join(' '));
      return ranOf(answer(words.join(' ')));
    },
  };
  const op = operator(state, {}, () => program);
  return { ports: op.ports, stateNow: () => op.state, shown: op.shown, ran };
}

export const awsSays = (code: string, text = 'No'): Partial<Ran> => ({
  exit: 254,
  stderr: `\nAn error occurred (${code}) when calling the SomeOperation operation: ${text}\n`,
});

export const gcloudSays = (text: string): Partial<Ran> => ({
  stderr: `ERROR: (gcloud.compute.some.command) Could not fetch resource:\n - ${text}\n`,
});

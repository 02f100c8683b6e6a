/** A CLI of a provider with scripted answers, for an operator with a plan in memory. */

import type { Program, ProgramRun } from '../../src/exec/program.ts';
import type { State } from '../../src/model/state.ts';
import type { Uses } from '../../src/ports/ports.ts';
import { operator } from './operator.ts';

/** What a command line is answered with: JSON, text, or how else it ends. */
export type Answer = object | string | Partial<ProgramRun>;

export interface Scripted {
  readonly ports: Uses<'state' | 'terminal' | 'outside'>;
  /** The plan as the commands have left it. */
  stateNow(): State;
  /** Lines that were shown. */
  readonly shown: readonly string[];
  /** Every command line in order. */
  readonly ran: string[];
}

const isRan = (answer: object): answer is Partial<ProgramRun> => 'stderr' in answer || 'ended' in answer;

function ranOf(answer: Answer): ProgramRun {
  const done: ProgramRun = { ended: 'done', exit: 0, stdout: '', stderr: '' };
  if (typeof answer === 'string') return { ...done, stdout: answer };
  if (!isRan(answer)) return { ...done, stdout: JSON.stringify(answer) };
  return { ...done, exit: 1, ...answer };
}

/** @param answer  of a command line, its words separated by blanks; '' is what a change that succeeds says */
export function scripted(state: State, name: string, answer: (line: string) => Answer): Scripted {
  const op = operator(state, {});
  const ran: string[] = [];
  const program: Program = {
    name,
    run: async (words) => {
      ran.push(words.join(' '));
      return ranOf(answer(words.join(' ')));
    },
  };
  const outside = { ...op.ports.outside, program: async () => program };
  return { ports: { ...op.ports, outside }, stateNow: () => op.state, shown: op.shown, ran };
}

export const awsSays = (code: string, text = 'No'): Partial<ProgramRun> => ({
  exit: 254,
  stderr: `\nAn error occurred (${code}) when calling the SomeOperation operation: ${text}\n`,
});

export const gcloudSays = (text: string): Partial<ProgramRun> => ({
  stderr: `ERROR: (gcloud.compute.some.command) Could not fetch resource:\n - ${text}\n`,
});

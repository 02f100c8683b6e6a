import { validationErrorOf } from '../../errors.ts';
import type { RuleProblem } from '../rules/rule.ts';
import type { State } from '../state.ts';

/** A new state, with warnings for the operator. */
export interface Change {
  readonly state: State;
  readonly warnings: readonly string[];
}

/** Throws one error that reports all problems; returns when there are none. The first problem's hint is shown. */
export function throwAny(problems: readonly RuleProblem[]): void {
  const [first, ...rest] = problems;
  if (first) throw validationErrorOf([first, ...rest], first.hint);
}

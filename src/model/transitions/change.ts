import { EXIT, UserError, validationErrorOf } from '../../errors.ts';
import type { RuleProblem } from '../rules/rule.ts';
import type { State } from '../state.ts';

/** A new state, with warnings for the operator. */
export interface Change {
  readonly state: State;
  readonly warnings: readonly string[];
}

/**
 * Throws one error that reports all problems; returns when there are none. The first problem's hint is shown. Exit 5 if
 * the object exists already, 3 otherwise.
 */
export function throwAny(problems: readonly RuleProblem[]): void {
  const [first, ...rest] = problems;
  if (!first) return;
  const conflict = problems.find(({ isConflict }) => isConflict);
  if (!conflict) throw validationErrorOf([first, ...rest], first.hint);
  throw new UserError(EXIT.conflict, conflict.code, conflict.message, { problems, hint: conflict.hint });
}

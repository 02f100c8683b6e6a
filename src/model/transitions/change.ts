import { type Problem, validationErrorOf } from '../../errors.ts';
import { hintFor } from '../rules/hints.ts';
import type { State } from '../state.ts';

/** A change that has passed, with what the operator should know about it. */
export interface Change {
  readonly state: State;
  readonly warnings: readonly string[];
}

/** Throws what a list of problems amounts to; nothing when it is empty. */
export function throwAny(problems: readonly Problem[], hint?: string): void {
  const [first, ...rest] = problems;
  if (first) throw validationErrorOf([first, ...rest], hint ?? hintFor(first));
}

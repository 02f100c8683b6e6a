import { conflict } from '../errors.ts';
import type { State } from '../model/state.ts';
import type { Context } from '../ports/context.ts';
import type { Weight } from '../ports/terminal.ts';

/** A change that somebody has to agree to. */
export interface Agreement<Result> {
  readonly weight: Weight;
  decide(state: State): Result;
  /** What will happen, as a question without its mark. */
  question(result: Result): string;
  /** All that it comes to. */
  lines(result: Result): readonly string[];
}

/**
 * Decides on the present state, shows what that comes to, and after a yes makes the change: the one that was shown
 * or none (exit 5), should others have changed the plan meanwhile. Undefined when the answer is no.
 */
export async function agreed<Result extends { readonly state: State }>(
  context: Context,
  { weight, decide, question, lines }: Agreement<Result>,
): Promise<Result | undefined> {
  if (!context.ask.needsYes(weight)) return context.change(decide);
  const present = await context.read();
  const shown = decide(present);
  if (shown.state === present) return context.change(decide);
  const shownLines = lines(shown);
  if (!(await context.ask.confirm(question(shown), shownLines, weight))) return undefined;
  return context.change((state) => {
    const result = decide(state);
    if (lines(result).join('\n') === shownLines.join('\n') && question(result) === question(shown))
      return result;
    throw conflict(
      'changed-meanwhile',
      'The plan was changed by somebody else since this was shown',
      'nothing was done; run the command again to see what it comes to now',
    );
  });
}

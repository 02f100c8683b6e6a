import { conflict } from '../errors.ts';
import type { Subjects } from '../model/rules/ownership.ts';
import type { State } from '../model/state.ts';
import type { Uses } from '../ports/ports.ts';
import type { Decision } from '../ports/state.ts';
import type { ConfirmationKind } from '../ports/terminal.ts';
import { previewChange } from './own-objects.ts';

/** A change that has to be confirmed. */
export interface Proposal<Made> {
  readonly kind: ConfirmationKind;
  /** The objects that the change is about. */
  readonly subjects?: Subjects;
  decide(state: State): Made;
  /** Returns the question, without its question mark. */
  question(made: Made): string;
  /** Returns the preview: everything that the change does. */
  lines(made: Made): readonly string[];
}

/**
 * Shows a preview of the change, asks for confirmation if its kind requires one, and makes the change. Throws
 * exit 5 if the preview would differ by then, because others changed the plan, and exit 3 if it concerns objects of
 * other owners. Returns undefined if declined.
 */
export async function confirmAndChange<Made extends Decision>(
  { state, terminal }: Uses<'state' | 'terminal'>,
  { kind, subjects, decide, question, lines }: Proposal<Made>,
): Promise<Made | undefined> {
  if (!terminal.needsConfirmation(kind)) return state.change(decide, subjects);
  const { made: previewed, present } = await previewChange(
    { state },
    (present) => {
      const made = decide(present);
      return { state: made.state, made, present };
    },
    subjects,
  );
  if (previewed.state === present) return state.change(decide, subjects);
  const preview = { question: question(previewed), lines: lines(previewed) };
  if (!(await terminal.confirm(preview.question, preview.lines, kind))) return undefined;
  return state.change((newest) => {
    const made = decide(newest);
    if (isSame(preview, { question: question(made), lines: lines(made) })) return made;
    throw conflict(
      'changed-meanwhile',
      'The plan was changed since this preview was shown',
      'nothing was changed; run the command again to see the new preview',
    );
  }, subjects);
}

interface Preview {
  readonly question: string;
  readonly lines: readonly string[];
}

const isSame = (one: Preview, other: Preview): boolean =>
  one.question === other.question &&
  one.lines.length === other.lines.length &&
  one.lines.every((line, at) => line === other.lines[at]);

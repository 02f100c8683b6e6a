/** Runs a list of changes in order, up to the first that fails. */
import { UserError } from '../errors.ts';
import type { Change } from '../model/resource.ts';
import type { Name } from '../model/values.ts';
import type { Command } from '../providers/provider.ts';
import { type Run, runChange, type StepOutcome } from './run-change.ts';

/** A change that was run to its end. */
export interface Done {
  readonly change: Change;
  readonly outcome: Exclude<StepOutcome, 'found' | 'held'>;
}

/** Result of running a list of changes. */
export interface Progress {
  readonly done: readonly Done[];
  /** Changes whose result existed already. */
  readonly found: readonly Change[];
  /** Changes that are left, the one that failed first. */
  readonly left: readonly Change[];
  readonly error?: UserError;
  /** The side that has to act before the changes that are left can be made. */
  readonly heldBy?: Name;
}

/** Runs the changes, and stops at the first error that the user can act upon. */
export async function execute(
  changes: readonly Change[],
  commandOf: (change: Change) => Command,
  run: Run,
): Promise<Progress> {
  const [done, found]: [Done[], Change[]] = [[], []];
  for (const [at, change] of changes.entries()) {
    try {
      const outcome = await runChange(change, commandOf(change), run);
      if (outcome === 'held') return { done, found, left: changes.slice(at), ...heldBy(change) };
      if (outcome === 'found') found.push(change);
      else done.push({ change, outcome });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { done, found, left: changes.slice(at), error };
    }
  }
  return { done, found, left: [] };
}

const heldBy = (change: Change): Pick<Progress, 'heldBy'> =>
  change.op === 'wait' && change.needs ? { heldBy: change.needs.side } : {};

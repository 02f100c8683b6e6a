/**
 * Runs the commands of a peering, those only whose effect is not there yet: it can be run again after whatever has
 * ended it.
 */
import { UserError } from '../errors.ts';
import { amended } from './amend.ts';
import { isDone, isThere, type Live } from './live.ts';
import type { Direction } from './refusals.ts';
import { type Came, type Running, run } from './run-step.ts';
import type { Step } from './step.ts';

/** A step that was run and has come to its end. */
export interface Done {
  readonly step: Step;
  readonly came: Exclude<Came, 'found'>;
}

/** What has come of a list of steps. */
export interface Progress {
  /** Steps that were run and have done their work. */
  readonly done: readonly Done[];
  /** Steps whose effect was there already. */
  readonly found: readonly Step[];
  /** Steps that are left, the one that failed among them. */
  readonly left: readonly Step[];
  readonly error?: UserError;
}

interface Task {
  /** As it is run: amended where something stands in the place of its effect. */
  readonly prepared: () => Step;
  readonly step: Step;
  readonly isNeeded: boolean;
}

/** Runs the steps that make a peering; with the first that fails it ends. */
export const make = (steps: readonly Step[], live: Live, running: Running): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: !isDone(step, live), prepared: () => amended(step, live) })),
    'make',
    running,
  );

/** Runs the steps that take a peering away. */
export const unmake = (
  steps: readonly Step[],
  live: Live,
  description: string,
  running: Running,
): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: isThere(step, live, description), prepared: () => step })),
    'unmake',
    running,
  );

/** Takes away what a run has made, the last first, whatever else is there. */
export const undo = (steps: readonly Step[], running: Running): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: true, prepared: () => step })),
    'unmake',
    running,
  );

async function carryOut(tasks: readonly Task[], direction: Direction, running: Running): Promise<Progress> {
  const [done, found]: [Done[], Step[]] = [[], []];
  for (const [at, { step, isNeeded, prepared }] of tasks.entries()) {
    if (!isNeeded) {
      found.push(step);
      continue;
    }
    try {
      const asRun = prepared();
      const came = await run(asRun, direction, running);
      if (came === 'found') found.push(step);
      else done.push({ step, came: came === 'made' && asRun !== step ? 'amended' : came });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { done, found, left: tasks.slice(at).map((task) => task.step), error };
    }
  }
  return { done, found, left: [] };
}

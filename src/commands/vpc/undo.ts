/** Undoes the changes of a failed run that has created a VPC, and reports changes that remain. */
import { EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import { placeOf } from '../../model/resource.ts';
import { forgetVpc, restoreVpc } from '../../model/transitions/create-vpc.ts';
import type { Uses } from '../../ports/ports.ts';
import { withDetails } from '../peering/record.ts';
import type { ReachedVpc } from './reach.ts';

interface FailedRun {
  readonly reached: ReachedVpc;
  readonly progress: Progress;
  readonly run: Run;
  readonly ports: Uses<'state' | 'terminal'>;
  readonly isNew: boolean;
  /** True if nothing existed before the run. */
  readonly isFromNothing: boolean;
}

/** Undoes a run that began from nothing, and returns the error to throw. An earlier run's objects are never undone. */
export async function undoFailed(failed: FailedRun): Promise<UserError> {
  const { progress, isFromNothing } = failed;
  const { error } = progress;
  if (!error) throw new Error('the run has not failed');
  if (error.exit === EXIT.unknown) return withDetails(error, progressLines(progress));
  const changed = progress.done.filter(({ outcome }) => outcome !== 'waited').length;
  if (changed === 0 && isFromNothing) return forgotten(failed, error, ['nothing was changed']);
  if (changed === 0) return withDetails(error, ['nothing was changed', ...leftLines(progress)]);
  if (!isFromNothing) return unfinished(error, progressLines(progress));
  return undone(failed, error, changed);
}

/** Halfway: the next run continues. */
const unfinished = ({ code, message, hint }: UserError, details: readonly string[]): UserError =>
  withDetails(
    new UserError(EXIT.unknown, code, message, {
      hint: `${hint}; run the command again to continue from here`,
    }),
    details,
  );

async function undone(failed: FailedRun, error: UserError, changed: number): Promise<UserError> {
  const { reached, progress, run, ports } = failed;
  const made = new Set(
    progress.done.flatMap(({ change, outcome }) => (outcome === 'made' ? [placeOf(change.resource)] : [])),
  );
  const removals = reached.part.removal(reached).filter(({ resource }) => made.has(placeOf(resource)));
  ports.terminal.tell('undoing the changes of this run');
  const { error: failure, left } = await execute(
    removals,
    (change) => reached.part.command(reached, change),
    run,
  );
  if (failure)
    return unfinished(error, [
      `rollback failed: ${failure.message}`,
      ...left.map(({ title }) => `left to do: ${title}`),
    ]);
  return forgotten(failed, error, [`undone: ${count(changed, 'command')}`]);
}

/** The plan is as it was before the run. */
async function forgotten(
  { reached: { vpc }, ports, isNew }: FailedRun,
  error: UserError,
  details: readonly string[],
): Promise<UserError> {
  await ports.state.record((state) => ({ state: isNew ? forgetVpc(state, vpc) : restoreVpc(state, vpc) }));
  return withDetails(error, [
    ...details,
    ...(isNew ? [] : [`the plan still has it as ${vpc.creation.status}`]),
  ]);
}

export const leftLines = ({ left }: Progress): string[] => left.map(({ title }) => `left to do: ${title}`);

const progressLines = (progress: Progress): string[] => [
  `done: ${count(progress.done.length, 'command')}`,
  ...leftLines(progress),
];

/** Undoes the changes of a failed run that has created a VPC, and reports changes that remain. */
import { EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import { type Change, placeOf } from '../../model/resource.ts';
import { forgetVpc, restoreVpc } from '../../model/transitions/create-vpc.ts';
import type { Uses } from '../../ports/ports.ts';
import { withDetails } from '../peering/record.ts';
import { blockersOf } from './in-use.ts';
import { observeVpc, patienceOf, type ReachedVpc, type VpcApplyIntent } from './reach.ts';

interface FailedRun {
  readonly reached: ReachedVpc;
  readonly progress: Progress;
  readonly run: Run;
  readonly how: VpcApplyIntent;
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
  const ofRun = (changes: readonly Change[]) => changes.filter(({ resource }) => made.has(placeOf(resource)));
  const expected = ofRun(reached.part.removal(reached));
  try {
    const { removals, blockers } = await present(failed, ofRun, expected);
    if (blockers.length > 0)
      return unfinished(error, [
        'nothing was undone: others use the VPC',
        ...blockers.map((line) => `in use: ${line}`),
        ...leftToDo(expected),
      ]);
    ports.terminal.tell('undoing the changes of this run');
    const commandOf = (change: Change) => reached.part.command(reached, change);
    const { error: failure, left } = await execute(removals, commandOf, run);
    const unseen = missingFrom(expected, removals);
    if (failure) return unfinished(error, [`rollback failed: ${failure.message}`, ...leftToDo(left, unseen)]);
    if (unseen.length > 0)
      return unfinished(error, ['the provider does not show all objects of this run', ...leftToDo(unseen)]);
    return await forgotten(failed, error, [`undone: ${count(changed, 'command')}`]);
  } catch (failure) {
    if (!(failure instanceof UserError)) throw failure;
    return unfinished(error, [`rollback failed: ${failure.message}`, ...leftToDo(expected)]);
  }
}

/**
 * The deletions of what this run has made, as the provider shows it now: only objects that are peerway's own. Others
 * may have created an object of the same name, or may use what was just created.
 */
async function present(
  { reached, how, ports }: FailedRun,
  ofRun: (changes: readonly Change[]) => Change[],
  expected: readonly Change[],
): Promise<{ readonly removals: Change[]; readonly blockers: string[] }> {
  const { part } = reached;
  const removalsIn = (seen: unknown): Change[] => ofRun(part.removal(reached, seen));
  const isWhole = (seen: unknown): boolean => missingFrom(expected, removalsIn(seen)).length === 0;
  const observed = await observeVpc(reached, ports, isWhole, patienceOf(how));
  return { removals: removalsIn(observed), blockers: await blockersOf(reached, observed) };
}

/** The changes whose resources are not among those of the others. */
function missingFrom(changes: readonly Change[], others: readonly Change[]): Change[] {
  const places = new Set(others.map(({ resource }) => placeOf(resource)));
  return changes.filter(({ resource }) => !places.has(placeOf(resource)));
}

const leftToDo = (...lists: readonly (readonly Change[])[]): string[] =>
  lists.flat().map(({ title }) => `left to do: ${title}`);

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

export const leftLines = ({ left }: Progress): string[] => leftToDo(left);

const progressLines = (progress: Progress): string[] => [
  `done: ${count(progress.done.length, 'command')}`,
  ...leftLines(progress),
];

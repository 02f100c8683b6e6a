/** Undoes the changes of a failed run, and reports changes that remain. */

import { EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import { count } from '../../model/count.ts';
import { type Peering, statusOf } from '../../model/peering.ts';
import { type Change, placeOf } from '../../model/resource.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Command } from '../../providers/provider.ts';
import { withId } from './align.ts';
import { observe, type Reached } from './reach.ts';
import { forget, restoreRecord, withDetails } from './record.ts';
import type { PeeringRun } from './run.ts';

export interface FailedRun {
  readonly reached: Reached;
  readonly progress: Progress;
  readonly run: PeeringRun;
  readonly ports: Uses<'state' | 'terminal' | 'outside'>;
  readonly isNew: boolean;
  /** The peering before this run. */
  readonly before: Peering;
}

/** Undoes all changes that can be undone, and returns the error to throw. */
export async function undoFailed(failed: FailedRun): Promise<UserError> {
  const { progress, run, ports, isNew, before } = failed;
  const { error: failure } = progress;
  if (!failure) throw new Error('the run has not failed');
  const reached = withId(failed.reached, run.id);
  // The outcome of a command without an answer stays unknown; a wait in vain for an ended connection does not.
  if (failure.exit === EXIT.unknown && progress.left[0]?.op !== 'wait')
    return withDetails(failure, progressLines(progress));
  const error = await causeOf(reached, failure, ports);
  if (error.exit === EXIT.unknown) return withDetails(error, progressLines(progress));
  const restores = restoresOf(progress);
  const removals = removalsOf(reached, progress, error);
  const undoing = [...restores, ...removals];
  if (undoing.length > 0) ports.terminal.tell('undoing the changes of this run');
  const commandOf = (change: Change) => reached.engine.command(reached, change);
  const unrestored = await executeEach(restores, commandOf, run);
  const undone = await execute(removals, commandOf, run);
  const remaining = [...unrestored, ...remainingLines(progress, undoing, error)];
  if (undone.error || remaining.length > 0) {
    const unknown = new UserError(EXIT.unknown, error.code, error.message, { hint: error.hint });
    return withDetails(unknown, [
      ...(undone.error ? [`rollback failed: ${undone.error.message}`] : undoneLines(progress, undoing)),
      ...undone.left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
      ...remaining,
    ]);
  }
  if (isNew) await forget(ports, before);
  else await restoreRecord(ports, before, remainingId(failed, error));
  return withDetails(error, [
    ...undoneLines(progress, undoing),
    ...(isNew ? [] : [`the plan still has it as ${statusOf(before)}`]),
  ]);
}

/** The id of the connection that is there after the rollback. One that the provider has ended tells the reason later. */
const remainingId = ({ reached, run }: FailedRun, { code }: UserError): string | undefined =>
  code === 'provider-ended' ? run.id : reached.peering.observed?.id;

function undoneLines({ done }: Progress, removals: readonly Change[]): string[] {
  const changes = done.filter(({ outcome }) => outcome !== 'waited').length;
  if (removals.length > 0) return [`undone: ${removals.length} of ${count(changes, 'command')}`];
  return [changes === 0 ? 'nothing was changed' : 'nothing was undone'];
}

/** The changes that restore what this run has replaced or updated, the last of them first. */
const restoresOf = ({ done }: Progress): Change[] =>
  done.toReversed().flatMap(({ change }): Change[] => {
    if (change.op === 'wait') return [];
    const { was, prior } = change;
    if (was) return [{ op: 'replace', resource: was, title: `restore: ${was.title}` }];
    return prior ? [{ op: 'update', resource: prior, title: `undo: ${change.title}` }] : [];
  });

/** Runs every change, whether others fail or not. Returns a line for each that failed. */
async function executeEach(
  changes: readonly Change[],
  commandOf: (change: Change) => Command,
  run: PeeringRun,
): Promise<string[]> {
  const lines: string[] = [];
  for (const change of changes) {
    const { error } = await execute([change], commandOf, run);
    if (error) lines.push(`left to do, ${change.resource.side}: ${change.title}; ${error.message}`);
  }
  return lines;
}

/** The deletions of what this run has created or put in the place of its own. A connection that the provider has ended cannot be deleted. */
function removalsOf(reached: Reached, { done }: Progress, error: UserError): Change[] {
  const made = new Set(
    done.flatMap(({ change, outcome }) =>
      outcome === 'made' || (change.op === 'replace' && !change.was) ? [placeOf(change.resource)] : [],
    ),
  );
  return reached.engine
    .removal(reached)
    .filter(({ resource }) => made.has(placeOf(resource)))
    .filter(({ resource }) => resource.role !== 'connection' || error.code !== 'provider-ended');
}

/** Changes of this run that cannot be undone: alterations, and changes without an opposite. */
function remainingLines({ done }: Progress, removals: readonly Change[], error: UserError): string[] {
  const places = new Set(removals.map(({ resource }) => placeOf(resource)));
  const isConnectionGone =
    error.code === 'provider-ended' || removals.some(({ resource }) => resource.role === 'connection');
  return done
    .filter(({ change, outcome }) => outcome !== 'waited' && !places.has(placeOf(change.resource)))
    .filter(({ change }) => !isConnectionGone || change.resource.role === undefined)
    .map(({ change }) => `done and kept, ${change.resource.side}: ${change.title}`);
}

/**
 * The reason that the provider gives for ending the connection, also if another command found it ended; the error itself
 * when the connection still stands.
 */
async function causeOf(
  reached: Reached,
  error: UserError,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<UserError> {
  // Without a connection, the provider has ended none.
  if (reached.peering.observed?.id === undefined) return error;
  const observed = await observe(reached, ports).catch((reason: unknown) => {
    if (reason instanceof UserError) return undefined;
    throw reason;
  });
  const because = observed && reached.engine.endedBecause(reached, observed);
  if (!because) return error;
  return new UserError(EXIT.rolledBack, 'provider-ended', because.message, { hint: because.hint });
}

const progressLines = ({ done, left }: Progress): string[] => [
  `done: ${count(done.length, 'command')}`,
  ...left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
];

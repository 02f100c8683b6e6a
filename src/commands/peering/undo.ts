/** Undoes the changes of a failed run, and reports changes that remain. */

import { EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import {
  connectionIds,
  type Peering,
  statusOf,
  withConnectionId,
  withObservation,
} from '../../model/peering.ts';
import { type Change, placeOf } from '../../model/resource.ts';
import type { Uses } from '../../ports/ports.ts';
import { observe, type Reached } from './reach.ts';
import { forget, restoreRecord, withDetails } from './record.ts';

export interface FailedRun {
  readonly reached: Reached;
  readonly progress: Progress;
  readonly run: Run;
  readonly ports: Uses<'state' | 'terminal' | 'outside'>;
  readonly isNew: boolean;
  /** The peering before this run. */
  readonly before: Peering;
}

/** Undoes all changes that can be undone, and returns the error to throw. */
export async function undoFailed(failed: FailedRun): Promise<UserError> {
  const { progress, run, ports, isNew, before } = failed;
  const error = progress.error as UserError;
  if (error.exit === EXIT.unknown) return withDetails(error, progressLines(progress));
  const reached = withId(failed.reached, run.id);
  const cause = error.code === 'provider-ended' ? await causeOf(reached, error, ports) : error;
  const removals = removalsOf(reached, progress, error);
  if (removals.length > 0) ports.terminal.tell('undoing the changes of this run');
  const undone = await execute(removals, (change) => reached.engine.command(reached, change), run);
  const remaining = remainingLines(progress, removals, error);
  if (undone.error || remaining.length > 0) {
    const unknown = new UserError(EXIT.unknown, cause.code, cause.message, { hint: cause.hint });
    return withDetails(unknown, [
      ...(undone.error ? [`rollback failed: ${undone.error.message}`] : undoneLines(progress, removals)),
      ...undone.left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
      ...remaining,
    ]);
  }
  if (isNew) await forget(ports, before);
  else await restoreRecord(ports, before, failed.reached.peering.observed?.id);
  return withDetails(cause, [
    ...undoneLines(progress, removals),
    ...(isNew ? [] : [`the plan still has it as ${statusOf(before)}`]),
  ]);
}

function undoneLines({ done }: Progress, removals: readonly Change[]): string[] {
  const changes = done.filter(({ outcome }) => outcome !== 'waited').length;
  if (removals.length > 0) return [`undone: ${removals.length} of ${count(changes, 'command')}`];
  return [changes === 0 ? 'nothing was changed' : 'nothing was undone'];
}

/** The peering with the id that this run has learned. */
function withId(reached: Reached, id: string | undefined): Reached {
  const { peering } = reached;
  if (id === undefined) return reached;
  const observed = withConnectionId(peering.observed ?? {}, id, connectionIds(peering));
  return { ...reached, peering: withObservation(peering, observed) };
}

/** The deletions of what this run has created. A connection that the provider has ended cannot be deleted. */
function removalsOf(reached: Reached, { done }: Progress, error: UserError): Change[] {
  const made = new Set(
    done.flatMap(({ change, outcome }) => (outcome === 'made' ? [placeOf(change.resource)] : [])),
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

/** The reason that the provider gives for ending a connection; the error itself when it gives none. */
async function causeOf(
  reached: Reached,
  error: UserError,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<UserError> {
  const observed = await observe(reached, ports).catch((reason: unknown) => {
    if (reason instanceof UserError) return undefined;
    throw reason;
  });
  const because = observed && reached.engine.endedBecause(observed);
  if (!because) return error;
  return new UserError(EXIT.rolledBack, 'provider-ended', because.message, { hint: because.hint });
}

const progressLines = ({ done, left }: Progress): string[] => [
  `done: ${count(done.length, 'command')}`,
  ...left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
];

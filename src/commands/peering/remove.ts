/** Deletes peerings at their providers and from the plan. */

import { conflict, EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import { count } from '../../model/count.ts';
import type { Change } from '../../model/resource.ts';
import { ofPeerings } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { observePeering } from '../../model/transitions/observe.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, NOTHING_DELETED, objectResult, type Result } from '../../output/result.ts';
import { type Deletion, deletionResult } from '../deletion.ts';
import { requireOwner } from '../own-objects.ts';
import { alignRecord } from './align.ts';
import type { ApplyIntent, ApplyPorts } from './apply.ts';
import { observeOwn } from './observe-own.ts';
import { type Reached, reachAll } from './reach.ts';
import { forget, record, restoreRecord, withDetails } from './record.ts';
import { commandIn, runOf } from './run.ts';

/** The JSON of peerings some of which were deleted on one side only: their names, and the first of these sides. */
interface HalfDeletion extends Deletion {
  readonly side: Name;
  readonly deleting: readonly Name[];
}

/** A peering that was deleted, and the only side that was reached (default: both). */
interface Removed {
  readonly name: Name;
  readonly side?: Name;
}

/** Deletes peerings at their providers and from the plan, one after the other. */
export async function peeringRemove(
  given: readonly string[],
  intent: ApplyIntent,
  ports: ApplyPorts,
): Promise<Result<Deletion | HalfDeletion> | Declined> {
  await requireOwner(ports, ofPeerings(given));
  const all = await reachAll(await ports.state.read(), given, intent, ports);
  const names = all.map(({ peering }) => peering.name);
  if (ports.terminal.needsConfirmation('destructive')) {
    const question = `Delete ${names.map((name) => `peering ${name}`).join(', ')} at the provider, too`;
    if (!(await ports.terminal.confirm(question, all.flatMap(previewLines), 'destructive')))
      return declined(NOTHING_DELETED);
  }
  const removed: Removed[] = [];
  for (const [at, reached] of all.entries()) {
    const outcome = await removeOne(reached, intent, ports);
    if (outcome instanceof UserError) throw amongOthers(outcome, removed, names.slice(at + 1));
    removed.push(outcome);
  }
  const whole = removed.filter(({ side }) => side === undefined);
  const halves = removed.filter(({ side }) => side !== undefined);
  const deleted = whole.map(({ name }) => ({ kind: 'peering', name }) as const);
  return halves.length === 0 ? deletionResult(deleted) : halfDeleted(deleted, halves);
}

const plannedRemovals = (reached: Reached): Change[] =>
  reached.engine.removal(reached).filter(({ resource }) => reached.sides.includes(resource.side));

const previewLines = (reached: Reached): string[] =>
  plannedRemovals(reached).map(({ resource, title }) => `  ${resource.side}: ${title}`);

/** Deletes one peering, which the plan shows as deleting meanwhile. Returns the error that stopped it. */
async function removeOne(
  reached: Reached,
  intent: ApplyIntent,
  ports: ApplyPorts,
): Promise<UserError | Removed> {
  const { name } = reached.peering;
  try {
    await ports.state.change((state) => ({ state: markedAsDeleting(state, reached) }), ofPeerings([name]));
    const side = await removeAtProvider(reached, intent, ports);
    if (side === undefined) await forget(ports, reached.peering);
    else await record(ports, name, { status: 'deleting' });
    return { name, ...(side === undefined ? {} : { side }) };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Deletes exactly the peerings that the preview showed, or nothing. */
function markedAsDeleting(state: State, reached: Reached): State {
  const { name } = reached.peering;
  const peering = state.peerings.get(name);
  if (
    !peering ||
    previewLines({ ...reached, state, peering }).join('\n') !== previewLines(reached).join('\n')
  )
    throw conflict(
      'changed-meanwhile',
      `Peering ${name} was changed in the meantime`,
      'nothing was changed; run the command again',
    );
  return observePeering(state, name, { status: 'deleting' });
}

/** The error of one peering, with what happened to the others. */
function amongOthers(error: UserError, gone: readonly Removed[], untried: readonly Name[]): UserError {
  if (gone.length === 0 && untried.length === 0) return error;
  const exit = gone.length > 0 ? EXIT.unknown : error.exit;
  return withDetails(new UserError(exit, error.code, error.message, { hint: error.hint }), [
    ...error.problems.flatMap(({ details }) => details),
    ...gone.map(({ name, side }) =>
      side === undefined ? `deleted: ${name}` : `deleted on ${side}'s side: ${name}`,
    ),
    ...untried.map((name) => `not tried: ${name}`),
  ]);
}

/** The plan keeps the peerings until the other side has been deleted, too. */
function halfDeleted(deleted: Deletion['deleted'], halves: readonly Removed[]): Result<HalfDeletion> {
  const deleting = halves.map(({ name }) => name);
  return objectResult(
    { deleted, side: halves[0]?.side as Name, deleting },
    {
      names: () => [...deleted.map(({ name }) => name), ...deleting],
      lines: () => [
        ...deleted.map(({ name }) => `deleted peering ${name}`),
        ...halves.map(
          ({ name, side }) => `deleted ${side}'s side of peering ${name}; the plan keeps it as deleting`,
        ),
      ],
      next: [
        `once the other side is deleted, too, run \`peerway peering delete ${deleting.join(' ')}\` to remove it from the plan`,
      ],
    },
  );
}

/** Returns the only side that was reached; undefined if both were. */
async function removeAtProvider(
  reached: Reached,
  intent: ApplyIntent,
  ports: ApplyPorts,
): Promise<Name | undefined> {
  const { peering } = reached;
  const { progress, side } = await attempt(reached, intent, ports);
  if (!progress.error) return side;
  if (isUntouched(progress, progress.error)) await restoreRecord(ports, peering, undefined);
  throw halfDone(progress, progress.error);
}

/** A removal, and the only side that was reached (default: both). */
interface Attempt {
  readonly progress: Progress;
  readonly side?: Name;
}

/** An observation that fails is a failure before anything was done. */
async function attempt(chosen: Reached, intent: ApplyIntent, ports: ApplyPorts): Promise<Attempt> {
  try {
    const { reached, observed } = await observeOwn(chosen, ports);
    const { engine, side } = reached;
    engine.assertOwn(reached, observed);
    for (const line of engine.bystanders(reached, observed)) ports.terminal.tell(line);
    const known = await alignRecord(reached, observed, ports);
    const changes = engine
      .removal(known, observed)
      .filter(({ resource }) => known.sides.includes(resource.side));
    const progress = await execute(changes, commandIn(known), runOf(known, intent, ports));
    return { progress, ...(side === undefined ? {} : { side }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { progress: { done: [], found: [], left: [], error } };
  }
}

/** A removal that stopped halfway is not undone: the next run continues it. */
function halfDone(progress: Progress, error: UserError): UserError {
  const { done, left } = progress;
  const hint = `${error.hint}; run the command again to continue from here`;
  const halfway =
    done.length === 0 ? error : new UserError(EXIT.unknown, error.code, error.message, { hint });
  return withDetails(halfway, [
    isUntouched(progress, error) ? 'nothing was changed' : `done: ${count(done.length, 'command')}`,
    ...left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
  ]);
}

/** A change that is not known to have failed may be under way. */
const isUntouched = ({ done }: Progress, { exit }: UserError): boolean =>
  done.length === 0 && exit !== EXIT.unknown;

import { EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import {
  connectionIds,
  isPending,
  type Peering,
  withConnectionId,
  withObservation,
} from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { onSide } from '../../providers/observe.ts';
import type { ObservedSides, Scene, VpcEngine } from '../../providers/provider.ts';
import { specs } from '../../providers/registry.ts';
import { observe, type Reached, type ReachIntent, reach } from './reach.ts';
import { forget, providerWords, record, withDetails } from './record.ts';
import { type Consent, confirmReplacements } from './replacements.ts';
import { NONE_REMOVED, removeStrays } from './strays.ts';
import { undoFailed } from './undo.ts';
import { type PeeringView, peeringView } from './view.ts';

export interface ApplyIntent extends ReachIntent {
  /** Milliseconds to wait for operations of the provider. */
  readonly timeout: number;
  /** True to replace routes that lead elsewhere without asking. */
  readonly replaceRoutes?: boolean;
  /** True to remove what the plan no longer wants, once everything that it wants is there. */
  readonly removesStrays?: boolean;
}

/** The JSON of a peering that was applied. */
export interface AppliedPeering extends PeeringView {
  readonly commandsRun: number;
  readonly foundDone: number;
}

export type ApplyPorts = Uses<'state' | 'terminal' | 'outside'>;

/**
 * Creates a peering of the plan at its provider. If a command fails, the changes of this run are undone (exit 6); if the
 * outcome of one is unknown, or waiting takes too long, nothing is undone (exit 7).
 * @param isNew  true when the plan has had it only since this command: then undoing deletes it from the plan, too
 */
export async function applyPeering(
  name: string,
  intent: ApplyIntent,
  ports: ApplyPorts,
  isNew: boolean,
): Promise<Result<AppliedPeering> | Declined> {
  const reached = await reach(await ports.state.read(), name, intent, ports);
  const before = reached.peering;
  const observed = await observeFirst(reached, ports, isNew);
  const known = await withKnownId(reached, observed, ports);
  if (!(await isClear(known, observed, { ...intent, isNew }, ports))) return declined();
  await record(ports, before.name, isPending(before) ? {} : { status: 'provisioning' });
  const changes = changesOn(known, observed);
  const run = runOf(known, intent, ports);
  const progress = await execute(changes, commandIn(known), run);
  if (progress.error) throw await undoFailed({ reached: known, progress, run, ports, isNew, before });
  const after = await observeLast(known, progress, ports);
  await record(ports, before.name, known.engine.report(known.peering, after, ports.state.now));
  throwUnlessDone(known, after);
  const removed = intent.removesStrays ? await removeStrays(known, after, run, ports) : NONE_REMOVED;
  const found = desiredOn(known).length - changes.length + progress.found.length;
  return appliedResult(
    before.name,
    { run: progress.done.length + removed.run, found },
    ports,
    removed.warnings,
  );
}

/** False if the operator declined. Unless everything is clear, a new peering is deleted from the plan again. */
async function isClear(
  known: Reached,
  observed: ObservedSides<unknown>,
  consent: Consent,
  ports: ApplyPorts,
): Promise<boolean> {
  let isConfirmed = false;
  try {
    isConfirmed = await confirmReplacements(known, observed, consent, ports);
    return isConfirmed;
  } finally {
    if (consent.isNew && !isConfirmed) await forget(ports, known.peering);
  }
}

/** The resources on the sides that are reached. */
const desiredOn = (reached: Reached) =>
  reached.engine.desired(reached).filter(({ side }) => reached.sides.includes(side));

const changesOn = (reached: Reached, observed: ObservedSides<unknown>): Change[] =>
  reached.engine.diff(reached, desiredOn(reached), observed);

/** The command of each change, with the id that the plan knows. */
export const commandIn =
  ({ engine, ...scene }: Scene & { readonly engine: VpcEngine }) =>
  (change: Change) =>
    engine.command(scene, change);

/** If a side cannot be observed, nothing is done, and a new peering is deleted from the plan again. */
async function observeFirst(
  reached: Reached,
  ports: ApplyPorts,
  isNew: boolean,
): Promise<ObservedSides<unknown>> {
  try {
    return await observe(reached, ports);
  } catch (error) {
    if (isNew && error instanceof UserError) await forget(ports, reached.peering);
    throw error instanceof UserError ? withDetails(error, ['nothing was changed']) : error;
  }
}

/** If a side cannot be observed at the end, the changes stay, and their result is unknown. */
async function observeLast(
  reached: Reached,
  { done }: Progress,
  ports: ApplyPorts,
): Promise<ObservedSides<unknown>> {
  try {
    return await observe(reached, ports);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unknown = new UserError(EXIT.unknown, error.code, error.message, { hint: error.hint });
    throw withDetails(unknown, [`done: ${count(done.length, 'command')}`, 'the result could not be checked']);
  }
}

/** The peering with the id of the connection that exists, which may differ from the one that the plan knows. */
export async function withKnownId(
  reached: Reached,
  observed: ObservedSides<unknown>,
  ports: Uses<'state'>,
): Promise<Reached> {
  const { peering, engine } = reached;
  const id = engine.identify(reached, observed);
  if (id !== undefined) await record(ports, peering.name, { id });
  const next = withConnectionId(peering.observed ?? {}, id, connectionIds(peering));
  return { ...reached, peering: withObservation(peering, next) };
}

/** Everything that the changes of a peering are run with. */
export interface PeeringRun extends Run {
  /** The id of the connection, once it is known. */
  id: string | undefined;
}

export function runOf(
  { peering, program, engine }: Reached,
  { timeout }: ApplyIntent,
  ports: ApplyPorts,
): PeeringRun {
  const run: PeeringRun = {
    provider: engine.program,
    program,
    ended: engine.endStates,
    deadline: Date.now() + timeout,
    show: (line) => ports.terminal.tell(line),
    learn: async (id) => {
      run.id = id;
      await record(ports, peering.name, { id });
    },
    values: new Map(),
    unknown: notRequested,
    at: ({ resource }, error) => {
      const { exit, code, message, hint } = onSide(resource.side, error);
      return new UserError(exit, code, message, { hint: hint.replaceAll('<peering>', peering.name) });
    },
    id: peering.observed?.id,
  };
  return run;
}

/** The accepter's side alone can only continue a request. */
const notRequested = ({ resource }: Change): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-no-peering',
    `The provider shows no request for the peering on ${resource.side}'s side`,
    { hint: 'the owner of the other side must first run `peerway peering create` with --apply' },
  );

/** A resource that was created and is missing was deleted by someone else, or the provider has not created it yet. */
function throwUnlessDone(reached: Reached, observed: ObservedSides<unknown>): void {
  const left = changesOn(reached, observed);
  if (left.length === 0) return;
  const { name } = reached.peering;
  const error = new UserError(EXIT.unknown, 'provider-not-there', 'The provider does not show all changes', {
    hint: `check again later with \`peerway peering doctor ${name}\``,
  });
  throw withDetails(
    error,
    left.map(({ resource, title }) => `missing, ${resource.side}: ${title}`),
  );
}

async function appliedResult(
  name: Name,
  { run, found }: { readonly run: number; readonly found: number },
  ports: Uses<'state'>,
  more: readonly string[] = [],
): Promise<Result<AppliedPeering>> {
  const state = await ports.state.read();
  const peering = peeringNamed(state, name);
  const warnings = [...specs.of(peering.via).warnings(state, peering, 'created'), ...more];
  return objectResult(
    { ...peeringView(peering), commandsRun: run, foundDone: found },
    {
      names: (view) => [view.name],
      lines: (view) => [
        `Peering ${view.name} is ${view.status}${view.provider?.id ? ` (${view.provider.id})` : ''}${providerWords(peering)}`,
      ],
      notes: [`${count(run, 'command')} run, ${count(found, 'resource')} already in place`],
      warnings,
      next: isPending(peering) ? [acceptanceNext(peering)] : [],
    },
  );
}

const acceptanceNext = ({ name, accepter }: Peering): string =>
  `${accepter.owner} must accept it: run \`peerway peering accept ${name} --as ${accepter.owner} --apply\``;

import { EXIT, UserError } from '../../errors.ts';
import { execute } from '../../exec/execute.ts';
import { count } from '../../model/count.ts';
import { endsOf, isAlive, isPending } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import { type Change, without } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import { applyLine, waitingSteps } from '../../providers/recreate.ts';
import { alignRecord, withId, withTheirRequest } from './align.ts';
import { isRequestMade, observeFirst, observeLast, orForget } from './observe-run.ts';
import { type Reached, type ReachIntent, reach } from './reach.ts';
import { forget, providerWords, record, withDetails } from './record.ts';
import { type Consent, confirmReplacements } from './replacements.ts';
import { commandIn, notRequested, runOf } from './run.ts';
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
 * outcome of one is unknown, or waiting takes too long, nothing is undone (exit 7). Stops where only the owner of a side
 * that is not reached can continue.
 * @param isNew  true when the plan has had it only since this command: then undoing deletes it from the plan, too
 */
export async function applyPeering(
  name: string,
  intent: ApplyIntent,
  ports: ApplyPorts,
  isNew: boolean,
): Promise<Result<AppliedPeering> | Declined> {
  const first = await applyRound(name, intent, ports, isNew);
  if (!first) return declined();
  const { reached, run } = first;
  const now = peeringNamed(await ports.state.read(), reached.peering.name);
  // The provider has connected what was only a request: now the rest of it can be made.
  const isAnswered = isPending(reached.peering) && isAlive(now) && !isPending(now);
  const last = isAnswered ? await applyRound(now.name, intent, ports, false) : first;
  if (!last) return declined();
  return appliedResult({ ...last, run: isAnswered ? run + last.run : run }, ports);
}

/** Result of one run of the changes. */
interface Round {
  /** The peering as it was run. */
  readonly reached: Reached;
  /** The number of commands that were run. */
  readonly run: number;
  /** The number of resources that existed already. */
  readonly found: number;
  readonly warnings: readonly string[];
  /** The side that has to act next. */
  readonly heldBy?: Name;
}

/** Runs the changes that are missing. Returns undefined if the operator declined. */
async function applyRound(
  name: string,
  intent: ApplyIntent,
  ports: ApplyPorts,
  isNew: boolean,
): Promise<Round | undefined> {
  const chosen = await reach(await ports.state.read(), name, intent, ports);
  const { reached, observed } = await observeFirst(chosen, ports, isNew);
  const shown = await alignRecord(reached, observed, ports);
  const known = await orForget(
    async () => {
      throwUnlessRequested(shown, observed);
      return withTheirRequest(shown, observed, ports);
    },
    ...([shown, ports, isNew] as const),
  );
  const before = known.peering;
  if (!(await isClear(known, observed, { ...intent, isNew }, ports))) return undefined;
  await record(ports, before.name, isPending(before) ? {} : { status: 'provisioning' });
  const changes = changesOn(known, observed);
  const run = runOf(known, intent, ports);
  const progress = await execute(changes, commandIn(known), run);
  if (progress.error) throw await undoFailed({ reached: known, progress, run, ports, isNew, before });
  const made = withId(known, run.id);
  const after = await observeLast(made, progress, ports, run.deadline);
  await record(ports, before.name, known.engine.report(made.peering, after, ports.state.now));
  const ended = isRequestMade(progress) && endedError(made, after);
  if (ended)
    throw await undoFailed({
      ...{ reached: known, progress: { ...progress, error: ended }, run, ports, isNew, before },
    });
  const isHeld = progress.heldBy !== undefined;
  if (!isHeld) throwUnlessDone(known, after);
  const removed =
    intent.removesStrays && !isHeld ? await removeStrays(known, after, run, ports) : NONE_REMOVED;
  const inPlace = without(
    desiredOn(known),
    changes.map(({ resource }) => resource),
  );
  return {
    reached: known,
    run: progress.done.length + removed.run,
    found: inPlace.length + progress.found.length,
    warnings: removed.warnings,
    ...(progress.heldBy === undefined ? {} : { heldBy: progress.heldBy }),
  };
}

function endedError(reached: Reached, observed: ObservedSides<unknown>): UserError | undefined {
  const because = reached.engine.endedBecause(reached, observed);
  return because && new UserError(EXIT.rolledBack, 'provider-ended', because.message, { hint: because.hint });
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

/** Exit 6 if only the accepter's side is reached, which cannot make the request that the plan waits for. */
function throwUnlessRequested(reached: Reached, observed: ObservedSides<unknown>): void {
  const { peering, sides, spec, engine } = reached;
  const [requester] = endsOf(peering);
  if (!isPending(peering) || sides.includes(requester)) return;
  if (engine.identify(reached, observed) !== undefined) return;
  throw notRequested(sides[0] as Name, applyLine(spec, { peering, access: new Map() }));
}

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
  { reached, run, found, heldBy, warnings: more }: Round,
  ports: Uses<'state'>,
): Promise<Result<AppliedPeering>> {
  const state = await ports.state.read();
  const peering = peeringNamed(state, reached.peering.name);
  const { spec } = reached;
  const warnings = [...spec.warnings(state, peering, 'created'), ...more];
  const awaited = isPending(peering) ? peering.accepter.end.name : heldBy;
  return objectResult(
    { ...peeringView(peering), commandsRun: run, foundDone: found },
    {
      names: (view) => [view.name],
      lines: (view) => [
        `Peering ${view.name} is ${view.status}${view.provider?.id ? ` (${view.provider.id})` : ''}${providerWords(peering)}`,
      ],
      notes: [`${count(run, 'command')} run, ${count(found, 'resource')} already in place`],
      warnings,
      next: awaited === undefined ? [] : waitingSteps(spec, { ...reached, peering }, awaited),
    },
  );
}

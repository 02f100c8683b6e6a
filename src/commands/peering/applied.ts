import { EXIT, UserError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { waits } from '../../model/cloud-peering.ts';
import { count } from '../../model/count.ts';
import { cloudPeeringNamed } from '../../model/transitions/cloud-peering.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { make, type Progress } from '../../providers/apply.ts';
import { isDone, isStanding, type Live } from '../../providers/live.ts';
import type { Running } from '../../providers/run-step.ts';
import type { Step } from '../../providers/step.ts';
import { makingSteps } from '../../providers/steps.ts';
import { type CloudReachIntent, type Scene, sceneOf, seenOf } from './reach.ts';
import { connectionIn, report, reportOf, saidOf } from './report.ts';
import { forget, takenBack, told } from './taken-back.ts';
import { peeringView } from './view.ts';

export interface ApplyIntent extends CloudReachIntent {
  /** Milliseconds to wait for what takes its time at the provider. */
  readonly timeout: number;
}

/**
 * Makes a peering of the plan so at its provider. Where a command fails, those that this run has carried out are
 * taken back (exit 6); where it is not known what came of one, or waiting takes too long, nothing is (exit 7).
 * @param isNew  whether the plan knows it only since this command: then it goes again with what is taken back
 */
export async function applied(
  name: string,
  intent: ApplyIntent,
  context: Context,
  isNew: boolean,
): Promise<Outcome> {
  const scene = await sceneOf(await context.read(), name, intent, context);
  const { peering } = scene;
  const before = await seenAtFirst(scene, context, isNew);
  const known = await withKnownId(scene, before, context);
  await report(context, peering.name, waits(peering) ? {} : { status: 'provisioning' });
  const running = runningOf(known, intent, context);
  const steps = stepsOf(known);
  const progress = await make(steps, before, running);
  if (progress.error)
    throw await takenBack({ scene: known, progress, running, context, isNew, before: peering });
  const after = await seenAtLast(known, progress, context);
  await report(context, peering.name, reportOf(known, after, context.now));
  throwUnlessThere(peering.name, steps, after);
  return outcomeOf(peering.name, progress, context);
}

/** Where nothing can be looked at nothing is done, and what is new goes out of the plan again. */
async function seenAtFirst(scene: Scene, context: Context, isNew: boolean): Promise<Live> {
  try {
    return await seenOf(scene, context);
  } catch (error) {
    if (isNew && error instanceof UserError) await forget(context, scene.peering);
    throw error instanceof UserError ? told(error, ['nothing was changed']) : error;
  }
}

/** What has been done stays so, whether it can be looked at or not. */
async function seenAtLast(scene: Scene, { done }: Progress, context: Context): Promise<Live> {
  try {
    return await seenOf(scene, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unknown = new UserError(EXIT.unknown, error.code, error.message, { hint: error.hint });
    throw told(unknown, [`done: ${count(done.length, 'command')}`, 'their results could not be checked']);
  }
}

const stepsOf = ({ state, peering, access, sides }: Scene): Step[] =>
  makingSteps(state, peering, access).filter(({ side }) => sides.includes(side));

/** The peering with the id of the connection that stands, which may be another than the plan knew. */
export async function withKnownId(scene: Scene, live: Live, context: Context): Promise<Scene> {
  const { peering } = scene;
  if (peering.via !== 'aws') return scene;
  const seen = connectionIn(live, isStanding)?.id;
  if (seen !== undefined) await report(context, peering.name, { id: seen });
  // The accepter's side alone may not show the request yet; the requester's own shows all there is.
  const id = seen ?? (live.has(peering.requester.vpc) ? undefined : peering.id);
  const { id: _, ...without } = peering;
  return { ...scene, peering: id === undefined ? without : { ...peering, id } };
}

export const runningOf = (
  { peering, program }: Scene,
  { timeout }: ApplyIntent,
  context: Context,
): Running => ({
  program,
  deadline: Date.now() + timeout,
  show: (line) => context.tell(line),
  learn: (id) => report(context, peering.name, { id }),
  id: peering.via === 'aws' ? peering.id : undefined,
});

/** What was made and is not there has been taken away by somebody else, or was never made in truth. */
function throwUnlessThere(name: Name, steps: readonly Step[], live: Live): void {
  const missing = steps.filter((step) => step.effect.kind !== 'aws-exists' && !isDone(step, live));
  if (missing.length === 0) return;
  const error = new UserError(EXIT.unknown, 'provider-not-there', 'The provider does not show all changes', {
    hint: `check again later with \`peerway peering doctor ${name}\``,
  });
  throw told(
    error,
    missing.map(({ side, what }) => `not there, ${side}: ${what}`),
  );
}

async function outcomeOf(name: Name, { done, found }: Progress, context: Context): Promise<Outcome> {
  const peering = cloudPeeringNamed(await context.read(), name);
  const view = peeringView(peering);
  const id = view.provider?.id ? ` (${view.provider.id})` : '';
  return {
    kind: 'object',
    value: { ...view, commandsRun: done.length, foundDone: found.length },
    names: [name],
    lines: [`Peering ${name} is ${peering.status}${id}${saidOf(peering)}`],
    notes: [
      `${count(done.length, 'command')} run, ${count(found.length, 'change')} already made`,
      ...(waits(peering) ? [nextStep(peering)] : []),
    ],
  };
}

const nextStep = ({ name, accepter }: CloudPeering): string =>
  `${accepter.owner} must accept it: run \`peerway peering accept ${name} --as ${accepter.owner} --apply\``;

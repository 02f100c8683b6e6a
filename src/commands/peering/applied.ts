import { make, type Progress, type Running, undo } from '../../cloud/apply.ts';
import { isDone, isStanding, type Live, type LiveConnection } from '../../cloud/live.ts';
import type { Step } from '../../cloud/step.ts';
import { makingSteps, unmakingSteps } from '../../cloud/steps.ts';
import type { Context } from '../../context.ts';
import { EXIT, UserError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { waits } from '../../model/cloud-peering.ts';
import { withoutEntries } from '../../model/state.ts';
import { reportPeering } from '../../model/transitions/report.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { visible } from '../../visible.ts';
import { type CloudReachIntent, type Scene, sceneOf, seenOf } from './reach.ts';
import { reportOf, saidOf } from './report.ts';

export interface ApplyIntent extends CloudReachIntent {
  /** Milliseconds to wait for what takes its time at the provider. */
  readonly timeout: number;
}

/** What applying a peering came to. */
export interface Applied {
  readonly name: Name;
  readonly status: string;
  readonly id: string | null;
  /** Commands that were run. */
  readonly run: number;
  /** Effects that were there already. */
  readonly found: number;
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
  if (progress.error) throw await failed({ scene: known, progress, running, context, isNew });
  const after = await seenOf(known, context);
  await report(context, peering.name, reportOf(known, after, context.now));
  throwUnlessThere(steps, after);
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

const stepsOf = ({ state, peering, access, sides }: Scene): Step[] =>
  makingSteps(state, peering, access).filter(({ side }) => sides.includes(side));

/** The peering with the id of the connection that stands, which may be another than the plan knew. */
export async function withKnownId(scene: Scene, live: Live, context: Context): Promise<Scene> {
  const { peering } = scene;
  if (peering.via !== 'aws') return scene;
  const id = connectionIn(live, isStanding)?.id;
  // With only the accepter's side in sight, its request may still be on its way.
  const { id: _, ...without } = peering;
  if (id !== undefined) await report(context, peering.name, { id });
  return { ...scene, peering: id === undefined ? without : { ...peering, id } };
}

export const connectionIn = (
  live: Live,
  fits: (connection: LiveConnection) => boolean,
): LiveConnection | undefined =>
  [...live.values()]
    .map((side) => (side.via === 'aws' ? side.connection : undefined))
    .find((connection) => connection !== undefined && fits(connection));

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

export async function report(
  context: Context,
  name: Name,
  news: Parameters<typeof reportPeering>[2],
): Promise<void> {
  await context.change((state) => ({ state: reportPeering(state, name, news) }));
}

interface Failed {
  readonly scene: Scene;
  readonly progress: Progress & { readonly error?: UserError };
  readonly running: Running;
  readonly context: Context;
  readonly isNew: boolean;
}

/** What the operator is told of a run that failed, after what can be taken back has been. */
async function failed({ scene, progress, running, context, isNew }: Failed): Promise<UserError> {
  const error = progress.error as UserError;
  const { peering } = scene;
  if (error.exit === EXIT.unknown) return told(error, progressLines(progress));
  const cause = error.code === 'provider-ended' ? await causeOf(scene, error, context) : error;
  const gone = takingBack(scene, progress, running.id);
  if (gone.length > 0) context.tell('taking back what was done');
  const undone = await undo(gone, running);
  if (undone.error) {
    const left = undone.left.map(({ side, what }) => `left to do, ${side}: ${what}`);
    const unknown = new UserError(EXIT.unknown, cause.code, cause.message, { hint: cause.hint });
    return told(unknown, [`taking it back failed: ${undone.error.message}`, ...left]);
  }
  if (isNew) await forget(context, peering);
  return told(cause, [
    gone.length > 0
      ? `taken back: ${gone.length} of ${progress.done.length} commands`
      : 'nothing was changed',
  ]);
}

const forget = async (context: Context, { name }: CloudPeering): Promise<void> => {
  await context.change((state) => ({
    state: { ...state, cloudPeerings: withoutEntries(state.cloudPeerings, [name]) },
  }));
};

/** The steps that take away what this run has made, with the connection by its id. */
function takingBack({ state, peering, access }: Scene, { done }: Progress, id: string | undefined): Step[] {
  const made = new Set(done.map(keyOf));
  const known = peering.via === 'aws' && id !== undefined ? { ...peering, id } : peering;
  return unmakingSteps(state, known, access).filter((step) => made.has(keyOf(step)));
}

const keyOf = ({ side, effect }: Step): string => JSON.stringify([side, effect]);

/** AWS says in the status why it has ended a connection. */
async function causeOf(scene: Scene, error: UserError, context: Context): Promise<UserError> {
  const live = await seenOf(scene, context);
  const connection = connectionIn(live, (one) => !isStanding(one));
  if (!connection) return error;
  const { code, message } = connection;
  return new UserError(
    EXIT.rolledBack,
    'provider-ended',
    `AWS has ended it: ${code}: ${visible(message, 300)}`,
    {
      hint: hintOnEnd(message),
    },
  );
}

/** The plan has compared what it knows: where AWS sees an overlap, the VPCs are not what is recorded of them. */
export const hintOnEnd = (message: string): string =>
  /incorrect VPC-ID, Account ID, or overlapping/.test(message)
    ? 'no CIDR of the plan overlaps, so the VPCs are other than recorded: read them anew with `peerway vpc import --from-aws`'
    : 'mend it, and run the command again';

const told = (error: UserError, details: readonly string[]): UserError =>
  new UserError(error.exit, error.code, error.message, {
    hint: error.hint,
    problems: [{ code: error.code, message: error.message, details }],
  });

const progressLines = ({ done, left }: Progress): string[] => [
  `done: ${done.length} commands`,
  ...left.map(({ side, what }) => `left to do, ${side}: ${what}`),
];

/** What was made and is not there has been taken away by somebody else, or was never made in truth. */
function throwUnlessThere(steps: readonly Step[], live: Live): void {
  const missing = steps.filter((step) => step.effect.kind !== 'aws-exists' && !isDone(step, live));
  if (missing.length === 0) return;
  const error = new UserError(EXIT.unknown, 'provider-not-there', 'The provider does not show all of it', {
    hint: 'look again in a while: peerway peering doctor <name>',
  });
  throw told(
    error,
    missing.map(({ side, what }) => `not there, ${side}: ${what}`),
  );
}

async function outcomeOf(name: Name, { done, found }: Progress, context: Context): Promise<Outcome> {
  const peering = (await context.read()).cloudPeerings.get(name);
  const id = peering?.via === 'aws' ? (peering.id ?? null) : null;
  const value: Applied = {
    name,
    status: peering?.status ?? 'failed',
    id,
    run: done.length,
    found: found.length,
  };
  const state = `${value.status}${id === null ? '' : ` (${id})`}`;
  return {
    kind: 'object',
    value,
    names: [name],
    lines: [`Peering ${name} is ${state}${peering ? saidOf(peering) : ''}`],
    notes: [
      `${done.length} commands run, ${found.length} effects were there already`,
      ...(peering && waits(peering) ? [nextStep(peering)] : []),
    ],
  };
}

const nextStep = ({ name, accepter }: CloudPeering): string =>
  `${accepter.owner} has to accept it: peerway peering accept ${name} --as ${accepter.owner} --apply`;

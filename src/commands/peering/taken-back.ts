/** A run that has failed: what it has made is taken back, or what is left is said. */

import { EXIT, UserError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { count } from '../../model/count.ts';
import { withEntry, withoutEntries } from '../../model/state.ts';
import type { Context } from '../../ports/context.ts';
import { type Progress, undo } from '../../providers/apply.ts';
import { isStanding } from '../../providers/live.ts';
import type { Running } from '../../providers/run-step.ts';
import type { Step } from '../../providers/step.ts';
import { unmakingSteps } from '../../providers/steps.ts';
import { visible } from '../../visible.ts';
import { type Scene, seenOf } from './reach.ts';
import { connectionIn } from './report.ts';

export interface Failure {
  readonly scene: Scene;
  readonly progress: Progress & { readonly error?: UserError };
  readonly running: Running;
  readonly context: Context;
  readonly isNew: boolean;
  /** As the plan had it before this run. */
  readonly before: CloudPeering;
}

/** What the operator is told of a run that failed, after what can be taken back has been. */
export async function takenBack(failure: Failure): Promise<UserError> {
  const { scene, progress, running, context, isNew } = failure;
  const error = progress.error as UserError;
  if (error.exit === EXIT.unknown) return told(error, progressLines(progress));
  const known = withId(scene, running.id);
  const cause = error.code === 'provider-ended' ? await causeOf(known, error, context) : error;
  const gone = takingBack(known, progress, error);
  if (gone.length > 0) context.tell('taking back what was done');
  const undone = await undo(gone, running);
  const staying = stayingLines(progress, gone, error);
  if (undone.error || staying.length > 0) {
    const unknown = new UserError(EXIT.unknown, cause.code, cause.message, { hint: cause.hint });
    return told(unknown, [
      ...(undone.error ? [`rollback failed: ${undone.error.message}`] : takenLines(progress, gone)),
      ...undone.left.map(({ side, what }) => `left to do, ${side}: ${what}`),
      ...staying,
    ]);
  }
  if (isNew) await forget(context, scene.peering);
  else await restore(context, failure.before, scene.peering);
  return told(cause, [
    ...takenLines(progress, gone),
    ...(isNew ? [] : [`the plan still has it as ${failure.before.status}`]),
  ]);
}

function takenLines({ done }: Progress, gone: readonly Step[]): string[] {
  const changes = done.filter(({ came }) => came !== 'waited').length;
  if (gone.length > 0) return [`taken back: ${gone.length} of ${changes} commands`];
  return [changes === 0 ? 'nothing was changed' : 'nothing was taken back'];
}

/** The plan says of it again what it said before, but for the id of a connection that was there already. */
const restore = async (context: Context, before: CloudPeering, known: CloudPeering): Promise<void> => {
  const id = (known.via === 'aws' && known.id) || (before.via === 'aws' && before.id) || undefined;
  await context.change((state) => {
    const now = state.cloudPeerings.get(before.name);
    if (!now) return { state };
    const { id: _, ...rest } = { id: undefined, ...now };
    const again = { ...rest, status: before.status, ...(id === undefined ? {} : { id }) } as CloudPeering;
    return { state: { ...state, cloudPeerings: withEntry(state.cloudPeerings, before.name, again) } };
  });
};

export const forget = async (context: Context, { name }: CloudPeering): Promise<void> => {
  await context.change((state) => ({
    state: { ...state, cloudPeerings: withoutEntries(state.cloudPeerings, [name]) },
  }));
};

/** The connection by the id that this run has learned. */
const withId = (scene: Scene, id: string | undefined): Scene =>
  scene.peering.via === 'aws' && id !== undefined ? { ...scene, peering: { ...scene.peering, id } } : scene;

/** The steps that take away what this run has made; AWS deletes no connection that it has ended. */
function takingBack({ state, peering, access }: Scene, { done }: Progress, error: UserError): Step[] {
  const made = new Set(done.flatMap(({ step, came }) => (came === 'made' ? [keyOf(step)] : [])));
  return unmakingSteps(state, peering, access)
    .filter((step) => made.has(keyOf(step)))
    .filter(({ effect }) => effect.kind !== 'aws-peering' || error.code !== 'provider-ended');
}

const keyOf = ({ side, effect }: Step): string => JSON.stringify([side, effect]);

/** These end with the connection. */
const OF_CONNECTION: readonly Step['effect']['kind'][] = ['aws-peering', 'aws-accepted', 'aws-dns'];

/** What this run has changed and nothing takes back: what it has amended, what has no opposite. */
function stayingLines({ done }: Progress, gone: readonly Step[], error: UserError): string[] {
  const keys = new Set(gone.map(keyOf));
  const hasEnded =
    error.code === 'provider-ended' || gone.some(({ effect }) => effect.kind === 'aws-peering');
  return done
    .filter(({ step, came }) => came !== 'waited' && !keys.has(keyOf(step)))
    .filter(({ step }) => !hasEnded || !OF_CONNECTION.includes(step.effect.kind))
    .map(({ step }) => `done and kept, ${step.side}: ${step.what}`);
}

/** AWS says in the status why it has ended a connection; where that cannot be seen, that it has ended is all. */
async function causeOf(scene: Scene, error: UserError, context: Context): Promise<UserError> {
  const live = await seenOf(scene, context).catch((reason: unknown) => {
    if (reason instanceof UserError) return undefined;
    throw reason;
  });
  if (!live) return error;
  const connection = connectionIn(live, (one) => !isStanding(one));
  if (!connection) return error;
  const { code, message } = connection;
  return new UserError(
    EXIT.rolledBack,
    'provider-ended',
    `AWS ended the peering: ${code}: ${visible(message, 300)}`,
    {
      hint: hintOnEnd(message),
    },
  );
}

/** The plan has compared what it knows: where AWS sees an overlap, the VPCs are not what is recorded of them. */
const hintOnEnd = (message: string): string =>
  /incorrect VPC-ID, Account ID, or overlapping/.test(message)
    ? 'no CIDRs of the plan overlap, so the VPCs differ from the plan; run `peerway vpc import --from-aws` to update it'
    : 'fix the cause, and run the command again';

export const told = (error: UserError, details: readonly string[]): UserError =>
  new UserError(error.exit, error.code, error.message, {
    hint: error.hint,
    problems: [{ code: error.code, message: error.message, details }],
  });

const progressLines = ({ done, left }: Progress): string[] => [
  `done: ${count(done.length, 'command')}`,
  ...left.map(({ side, what }) => `left to do, ${side}: ${what}`),
];

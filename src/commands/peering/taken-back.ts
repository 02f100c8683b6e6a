/** A run that has failed: what it has made is taken back, or what is left is said. */
import { type Progress, type Running, undo } from '../../cloud/apply.ts';
import { isStanding } from '../../cloud/live.ts';
import type { Step } from '../../cloud/step.ts';
import { unmakingSteps } from '../../cloud/steps.ts';
import type { Context } from '../../context.ts';
import { EXIT, UserError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { withoutEntries } from '../../model/state.ts';
import { visible } from '../../visible.ts';
import { type Scene, seenOf } from './reach.ts';
import { connectionIn } from './report.ts';

export interface Failure {
  readonly scene: Scene;
  readonly progress: Progress & { readonly error?: UserError };
  readonly running: Running;
  readonly context: Context;
  readonly isNew: boolean;
}

/** What the operator is told of a run that failed, after what can be taken back has been. */
export async function takenBack({ scene, progress, running, context, isNew }: Failure): Promise<UserError> {
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

export const forget = async (context: Context, { name }: CloudPeering): Promise<void> => {
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
const hintOnEnd = (message: string): string =>
  /incorrect VPC-ID, Account ID, or overlapping/.test(message)
    ? 'no CIDR of the plan overlaps, so the VPCs are other than recorded: read them anew with `peerway vpc import --from-aws`'
    : 'mend it, and run the command again';

export const told = (error: UserError, details: readonly string[]): UserError =>
  new UserError(error.exit, error.code, error.message, {
    hint: error.hint,
    problems: [{ code: error.code, message: error.message, details }],
  });

const progressLines = ({ done, left }: Progress): string[] => [
  `done: ${done.length} commands`,
  ...left.map(({ side, what }) => `left to do, ${side}: ${what}`),
];

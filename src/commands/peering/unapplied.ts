import { conflict, EXIT, UserError } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { count } from '../../model/count.ts';
import type { State } from '../../model/state.ts';
import { reportPeering } from '../../model/transitions/report.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { type Progress, unmake } from '../../providers/apply.ts';
import { awsUnmaking, ruleDescription } from '../../providers/aws/steps.ts';
import type { Live } from '../../providers/live.ts';
import type { Step } from '../../providers/step.ts';
import { unmakingSteps } from '../../providers/steps.ts';
import { visible } from '../../visible.ts';
import { cancelled, deleted } from '../deleted.ts';
import { type ApplyIntent, runningOf, withKnownId } from './applied.ts';
import { type Scene, scenesOf, seenOf } from './reach.ts';
import { connectionIn, report } from './report.ts';
import { forget, told } from './taken-back.ts';

/** Takes peerings away at their providers and out of the plan, one after the other. */
export async function unapplied(
  given: readonly string[],
  intent: ApplyIntent,
  context: Context,
): Promise<Outcome> {
  const state = await context.read();
  const scenes = await scenesOf(state, given, intent, context);
  const names = scenes.map(({ peering }) => peering.name);
  if (context.prompter.needsConfirmation('destructive')) {
    const question = `Delete ${names.map((name) => `peering ${name}`).join(', ')} at the provider too`;
    if (!(await context.prompter.confirm(question, scenes.flatMap(linesOf), 'destructive')))
      return cancelled();
  }
  for (const [at, scene] of scenes.entries()) {
    const error = await goneOrWhy(scene, intent, context);
    if (error) throw amongOthers(error, names.slice(0, at), names.slice(at + 1), intent.side);
  }
  if (intent.side !== undefined) return halfDeleted(names, intent.side);
  return deleted(names.map((name) => ({ kind: 'peering', name })));
}

const linesOf = (scene: Scene): string[] => stepsOf(scene).map(({ side, what }) => `  ${side}: ${what}`);

/** Takes one away, while the plan says that it is being deleted; what keeps it from going. */
async function goneOrWhy(
  scene: Scene,
  intent: ApplyIntent,
  context: Context,
): Promise<UserError | undefined> {
  const { name } = scene.peering;
  try {
    await context.change((state) => ({ state: marked(state, scene) }));
    await takeAway(scene, intent, context);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  if (intent.side === undefined) await forget(context, scene.peering);
  else await report(context, name, { status: 'deleting' });
  return undefined;
}

/** What was shown is taken away, or nothing. */
function marked(state: State, scene: Scene): State {
  const { name } = scene.peering;
  const peering = state.cloudPeerings.get(name);
  if (!peering || linesOf({ ...scene, state, peering }).join('\n') !== linesOf(scene).join('\n'))
    throw conflict(
      'changed-meanwhile',
      `Peering ${name} was changed in the meantime`,
      'nothing was changed; run the command again',
    );
  return reportPeering(state, name, { status: 'deleting' });
}

/** What has come of the others that were to go with one that has not. */
function amongOthers(
  error: UserError,
  gone: readonly Name[],
  untried: readonly Name[],
  side: Name | undefined,
): UserError {
  if (gone.length === 0 && untried.length === 0) return error;
  const exit = gone.length > 0 ? EXIT.unknown : error.exit;
  return told(new UserError(exit, error.code, error.message, { hint: error.hint }), [
    ...error.problems.flatMap(({ details }) => details),
    ...gone.map((name) => (side === undefined ? `deleted: ${name}` : `deleted on ${side}'s side: ${name}`)),
    ...untried.map((name) => `not tried: ${name}`),
  ]);
}

/** The plan keeps them until the other side has done its part. */
const halfDeleted = (names: readonly string[], side: Name): Outcome => ({
  kind: 'object',
  value: { deleted: [], side, deleting: names },
  names,
  lines: names.map((name) => `${side}'s side of peering ${name} is gone; the plan keeps it as deleting`),
  notes: [
    `once the other side is deleted with --side, too, run \`peerway peering delete ${names.join(' ')}\` to remove it from the plan`,
  ],
});

const stepsOf = ({ state, peering, access, sides }: Scene): Step[] =>
  unmakingSteps(state, peering, access).filter(({ side }) => sides.includes(side));

async function takeAway(scene: Scene, intent: ApplyIntent, context: Context): Promise<void> {
  const { name } = scene.peering;
  const progress = await attempt(scene, intent, context);
  if (progress.error) {
    if (isUntouched(progress, progress.error)) await report(context, name, { status: scene.peering.status });
    throw halfGone(progress, progress.error);
  }
}

/** A look that fails is a failure before anything was done. */
async function attempt(scene: Scene, intent: ApplyIntent, context: Context): Promise<Progress> {
  try {
    const live = await seenOf(scene, context);
    throwUnlessKnown(scene, live);
    for (const line of obstacleLines(live)) context.tell(line);
    const known = await withKnownId(scene, live, context);
    const description = ruleDescription({ name: scene.peering.name });
    const steps = [...strayRoutes(known, live), ...stepsOf(known)];
    return await unmake(steps, live, description, runningOf(known, intent, context));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { done: [], found: [], left: [], error };
  }
}

/** What looks like the peering, and is left as it is. */
const obstacleLines = (live: Live): string[] =>
  [...live].flatMap(([side, seen]) =>
    seen.via === 'gcp' && seen.obstacle
      ? [
          `${side}: the peering ${visible(seen.obstacle.name)} with ${visible(seen.obstacle.peer)} is not this one, and stays`,
        ]
      : [],
  );

/**
 * A connection of the plan that its requester does not show is one of another account; one that its accepter has asked
 * for is only ours where the plan knows it.
 */
function throwUnlessKnown({ peering }: Scene, live: Live): void {
  if (peering.via !== 'aws') return;
  const { name, id, requester, accepter } = peering;
  const alone = `run \`peerway peering delete ${name}\` to delete it from the plan only`;
  const other = connectionIn(live, (one) => one.isReversed === true && one.id !== id);
  if (other) {
    const message = `${accepter.vpc} has requested ${other.id}, which is not in the plan`;
    throw new UserError(EXIT.rolledBack, 'provider-no-peering', message, {
      hint: `to keep that one, ${alone}`,
    });
  }
  const seen = live.get(requester.vpc);
  if (id === undefined || seen?.via !== 'aws' || seen.connection) return;
  const message = `AWS does not show ${id} of the plan on ${requester.vpc}'s side`;
  throw new UserError(EXIT.rolledBack, 'provider-no-peering', message, {
    hint: `choose the profile of its account with --profile ${requester.vpc}=<profile>; if it no longer exists, ${alone}`,
  });
}

/** Routes through the connection that the plan knows nothing of: without it they would be blackholes. */
function strayRoutes({ state, peering, access }: Scene, live: Live): Step[] {
  if (peering.via !== 'aws') return [];
  const planned = new Set(unmakingSteps(state, peering, access).map(placeOf));
  return [...live].flatMap(([side, seen]): Step[] => {
    if (seen.via !== 'aws' || !seen.connection) return [];
    const { id } = seen.connection;
    return seen.routes
      .filter(({ target }) => target === id)
      .map(({ table, cidr }) => ({ side, effect: { kind: 'aws-route', table, cidr: cidr as Cidr } as const }))
      .filter((stray) => !planned.has(placeOf(stray)))
      .flatMap((stray) => awsUnmaking(state, peering, stray, access) ?? []);
  });
}

const placeOf = ({ side, effect }: { readonly side: Name; readonly effect: unknown }): string =>
  JSON.stringify([side, effect]);

/** What is half gone is not put back: the next run goes on with it. */
function halfGone(progress: Progress, error: UserError): UserError {
  const { done, left } = progress;
  const goesOn = `${error.hint}; run the command again to continue from here`;
  const halfway =
    done.length === 0 ? error : new UserError(EXIT.unknown, error.code, error.message, { hint: goesOn });
  return told(halfway, [
    isUntouched(progress, error) ? 'nothing was changed' : `done: ${count(done.length, 'command')}`,
    ...left.map(({ side, what }) => `left to do, ${side}: ${what}`),
  ]);
}

/** What is not known to have failed may be on its way out. */
const isUntouched = ({ done }: Progress, { exit }: UserError): boolean =>
  done.length === 0 && exit !== EXIT.unknown;

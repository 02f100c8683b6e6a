import { type Progress, unmake } from '../../cloud/apply.ts';
import { awsUnmaking, ruleDescription } from '../../cloud/aws-steps.ts';
import type { Live } from '../../cloud/live.ts';
import type { Step } from '../../cloud/step.ts';
import { unmakingSteps } from '../../cloud/steps.ts';
import type { Context } from '../../context.ts';
import { EXIT, UserError } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { withoutEntries } from '../../model/state.ts';
import { reportPeering } from '../../model/transitions/report.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { agreed } from '../agreed.ts';
import { cancelled, deleted } from '../deleted.ts';
import { type ApplyIntent, runningOf, withKnownId } from './applied.ts';
import { type Scene, scenesOf, seenOf } from './reach.ts';
import { report } from './report.ts';

/** Takes peerings away at their providers, one after the other, and then out of the plan. */
export async function unapplied(
  given: readonly string[],
  intent: ApplyIntent,
  context: Context,
): Promise<Outcome> {
  const state = await context.read();
  const scenes = await scenesOf(state, given, intent, context);
  const names = scenes.map(({ peering }) => peering.name);
  const marked = await agreed(context, {
    weight: 'destructive',
    decide: (before) => ({
      state: names.reduce((all, name) => reportPeering(all, name, { status: 'deleting' }), before),
    }),
    question: () => `Delete ${names.map((name) => `peering ${name}`).join(', ')} at the provider too`,
    lines: () => scenes.flatMap((scene) => stepsOf(scene).map(({ side, what }) => `  ${side}: ${what}`)),
  });
  if (!marked) return cancelled();
  for (const scene of scenes) await takeAway(scene, intent, context);
  if (intent.side !== undefined) return halfDeleted(names, intent.side);
  await context.change((state) => ({
    state: { ...state, cloudPeerings: withoutEntries(state.cloudPeerings, names) },
  }));
  return deleted(names.map((name) => ({ kind: 'peering', name })));
}

/** The plan keeps them until the other side has done its part. */
const halfDeleted = (names: readonly string[], side: Name): Outcome => ({
  kind: 'object',
  value: { deleted: [], side, deleting: names },
  names,
  lines: names.map((name) => `${side}'s side of peering ${name} is gone; the plan keeps it as deleting`),
  notes: [
    `the other side does the same with --side; then the plan forgets it: peerway peering delete ${names.join(' ')}`,
  ],
});

const stepsOf = ({ state, peering, access, sides }: Scene): Step[] =>
  unmakingSteps(state, peering, access).filter(({ side }) => sides.includes(side));

async function takeAway(scene: Scene, intent: ApplyIntent, context: Context): Promise<void> {
  const { name } = scene.peering;
  const progress = await attempt(scene, intent, context);
  if (progress.error) {
    if (progress.done.length === 0) await report(context, name, { status: scene.peering.status });
    throw halfGone(progress, progress.error);
  }
}

/** A look that fails is a failure before anything was done. */
async function attempt(scene: Scene, intent: ApplyIntent, context: Context): Promise<Progress> {
  try {
    const live = await seenOf(scene, context);
    const known = await withKnownId(scene, live, context);
    const description = ruleDescription({ name: scene.peering.name });
    const steps = [...strayRoutes(known, live), ...stepsOf(known)];
    return await unmake(steps, live, description, runningOf(known, intent, context));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { done: [], found: [], left: [], error };
  }
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
const halfGone = ({ done, left }: Progress, error: UserError): UserError =>
  new UserError(done.length === 0 ? error.exit : EXIT.unknown, error.code, error.message, {
    hint:
      done.length === 0 ? error.hint : `${error.hint}; the command goes on from here when it is run again`,
    problems: [
      {
        code: error.code,
        message: error.message,
        details: [
          done.length === 0 ? 'nothing was changed' : `done: ${done.length} commands`,
          ...left.map(({ side, what }) => `left to do, ${side}: ${what}`),
        ],
      },
    ],
  });

import { validationError } from '../../errors.ts';
import { type CloudPeering, waits } from '../../model/cloud-peering.ts';
import { cloudPeeringsOf, isAlive, otherVpc, vpcNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { flagText } from '../../providers/create-line.ts';
import { isDone } from '../../providers/live.ts';
import { makingSteps } from '../../providers/steps.ts';
import { type ApplyIntent, applied } from './applied.ts';
import { changesOf, cloudChangeLines } from './cloud-work.ts';
import { type CloudPeeringIntent, cloudPeeringCreate } from './create-cloud.ts';
import { sceneOf, seenOf, throwUnlessOfSides } from './reach.ts';
import { peeringView } from './view.ts';

/** Peers two VPCs at their cloud too, or goes on with what an earlier run has begun. */
export async function createApplied(
  intent: CloudPeeringIntent,
  how: ApplyIntent,
  context: Context,
): Promise<Outcome> {
  throwUnlessOfSides(how, [intent.a, intent.b]);
  const state = await context.read();
  const begun = begunPeering(state, intent);
  if (begun) {
    throwIfOtherwise(begun, intent, requesterOf(state, intent, await context.actor()));
    return intent.dryRun ? missing(begun.name, how, context) : applied(begun.name, how, context, false);
  }
  const outcome = await cloudPeeringCreate(intent, context);
  const [name] = outcome.kind === 'object' ? outcome.names : [];
  if (intent.dryRun || name === undefined) return outcome;
  return applied(name, how, context, true);
}

/** The peering of these two VPCs that the plan has already. */
function begunPeering(state: State, { a, b, via, name }: CloudPeeringIntent): CloudPeering | undefined {
  const known = cloudPeeringsOf(state, a as Name).find(
    (one) => isAlive(one) && one.via === via && otherVpc(one, a as Name) === b,
  );
  if (!known || (name !== undefined && name !== known.name)) return undefined;
  if (known.status !== 'deleting') return known;
  throw validationError(
    'being-deleted',
    `Peering ${known.name} is being deleted`,
    `finish that first: run \`peerway peering delete ${known.name} --apply\``,
  );
}

/** The VPC whose options a new peering would have been given. */
const requesterOf = (state: State, { a, b }: CloudPeeringIntent, actor: Owner): string =>
  vpcNamed(state, b).owner === actor && vpcNamed(state, a).owner !== actor ? b : a;

/** Options are given once: others than those of the plan would be lost without a word. */
function throwIfOtherwise(peering: CloudPeering, intent: CloudPeeringIntent, requester: string): void {
  const given = [
    ...(intent.duplex && waits(peering) ? ['--duplex'] : []),
    ...otherOptions(peering, intent, requester),
  ];
  if (given.length === 0) return;
  const { name, status } = peering;
  throw validationError(
    'other-options',
    `Peering ${name} is already ${status} in the plan, with different options: ${given.join(', ')}`,
    `omit ${given.length === 1 ? 'the option' : 'the options'} to continue with ${name}; to create it again, first run \`peerway peering delete ${name} --apply\``,
  );
}

function otherOptions(
  peering: CloudPeering,
  { options, stackType }: CloudPeeringIntent,
  requester: string,
): string[] {
  const key = peering.requester.vpc === requester ? 'requester' : 'accepter';
  if (peering.via === 'aws')
    return options.dns === undefined || options.dns === peering[key].dns ? [] : ['--dns'];
  const present: Readonly<Record<string, boolean>> = { ...peering[key].options };
  return [
    ...Object.entries(options.routes ?? {})
      .filter(([option, on]) => present[option] !== on)
      .map(([option, on]) => flagText(option, on)),
    ...(stackType === undefined || stackType === peering.stackType ? [] : ['--stack-type']),
  ];
}

/** What is left to be done of a peering at its provider, which is only looked at. */
async function missing(name: Name, how: ApplyIntent, context: Context): Promise<Outcome> {
  const scene = await sceneOf(await context.read(), name, how, context);
  const live = await seenOf(scene, context);
  const { state, peering, access } = scene;
  const steps = makingSteps(state, peering, access).filter(
    (step) => live.has(step.side) && step.until === undefined && !isDone(step, live),
  );
  const changes = changesOf(steps.filter(({ effect }) => effect.kind !== 'aws-exists'));
  const lines =
    changes.length === 0
      ? [`Peering ${name} lacks nothing`]
      : [`Peering ${name} would gain`, ...cloudChangeLines(changes)];
  return {
    kind: 'object',
    value: { ...peeringView(peering), dryRun: true, changes, changesOnceAccepted: [] },
    names: [name],
    lines,
    brief: lines.slice(0, 1),
    warnings: [],
    notes: ['nothing was changed'],
  };
}

import type { Cloud, CloudPeering, StackType } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import { type CloudOptions, createCloudPeering } from '../../model/transitions/cloud-peering.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { changesOf, cloudChangeLines, workOf } from './cloud-work.ts';
import { derivedName } from './create.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

export interface CloudPeeringIntent {
  readonly via: Cloud;
  /** Names of the VPCs. */
  readonly a: string;
  readonly b: string;
  readonly name?: Name;
  readonly duplex: boolean;
  readonly options: CloudOptions;
  readonly stackType?: StackType;
  readonly dryRun: boolean;
}

/** Peers two VPCs of one cloud, or says everything that speaks against it. */
export async function cloudPeeringCreate(
  { a, b, dryRun, ...intent }: CloudPeeringIntent,
  context: Context,
): Promise<Outcome> {
  const name = intent.name ?? derivedName(a, b);
  const actor = await context.actor();
  const decide = (before: State) =>
    createCloudPeering(before, {
      ...intent,
      vpcs: [a, b],
      name,
      actor,
      login: context.login,
      now: context.now,
    });
  if (dryRun) return created(decide(await context.read()), true);
  const result = await agreed(context, {
    kind: 'both-sides',
    decide,
    question: ({ peering }) => `Peer ${peering.requester.vpc} and ${peering.accepter.vpc}`,
    lines: (made) => [
      ...outcomeLines(made, 'will be'),
      ...made.warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  return result ? created(result, false) : unchanged();
}

interface Made {
  readonly state: State;
  readonly peering: CloudPeering;
  readonly warnings: readonly string[];
}

function outcomeLines({ state, peering }: Made, verb: string): string[] {
  const view = peeringView(peering);
  const { now, later } = workOf(state, peering);
  return [
    `Peering ${view.name} ${verb} ${statusText(view)}`,
    ...cloudChangeLines(changesOf(now)),
    ...(later.length > 0 ? ['Once it is accepted:', ...cloudChangeLines(changesOf(later))] : []),
  ];
}

function created(made: Made, dryRun: boolean): Outcome {
  const view = peeringView(made.peering);
  const { now, later } = workOf(made.state, made.peering);
  return {
    kind: 'object',
    value: { ...view, dryRun, changes: changesOf(now), changesOnceAccepted: changesOf(later) },
    names: [view.name],
    lines: outcomeLines(made, dryRun ? 'would be' : 'is'),
    brief: [`Peering ${view.name} is ${statusText(view)}`],
    warnings: made.warnings,
    notes: dryRun ? ['nothing was changed'] : cloudNextSteps(view),
  };
}

/** What is left to be done, as commands. */
export function cloudNextSteps({ name, status, accepter }: PeeringView): string[] {
  const render = `to see the commands of each side, run \`peerway peering render ${name}\``;
  return status === 'inactive'
    ? [
        `${accepter.owner} must accept it: run \`peerway peering accept ${name} --as ${accepter.owner}\``,
        render,
      ]
    : [render];
}

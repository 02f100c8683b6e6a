import { usage } from '../../errors.ts';
import {
  type GatewayChange,
  gatewayChanges,
  unreachableWarnings,
  withActivePeering,
} from '../../model/desired/changes.ts';
import { gatewaysOf } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { createPeering } from '../../model/transitions/peering.ts';
import { isName, type Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { changeLines } from '../side-lines.ts';
import { endOf, type PeeringView, peeringView, statusText } from './view.ts';

export interface PeeringCreateIntent {
  readonly a: string;
  readonly b: string;
  readonly name?: Name;
  readonly request: boolean;
  readonly dryRun: boolean;
  /** Whether the gateways are changed along: then it takes a yes wherever it is run. */
  readonly deploy?: boolean;
}

/** Peers two gateways, or says everything that speaks against it. */
export async function peeringCreate(intent: PeeringCreateIntent, context: Context): Promise<Outcome> {
  const { a, b, dryRun } = intent;
  const name = intent.name ?? derivedName(a, b);
  const [actor, presharedKey] = [await context.actor(), await context.makePresharedKey()];
  const decide = (before: State) => {
    const request = {
      gateways: [a, b] as const,
      name,
      request: intent.request,
      actor,
      login: context.login,
      presharedKey,
      now: context.now,
    };
    return { ...createPeering(before, request), before };
  };
  if (dryRun) return created(decide(await context.read()), { dryRun });
  const result = await agreed(context, {
    kind: intent.deploy ? 'destructive' : 'both-sides',
    decide,
    question: ({ peering }) => `Peer ${peering.requester.gateway} and ${peering.accepter.gateway}`,
    lines: previewLines,
  });
  return result ? created(result, { dryRun }) : unchanged();
}

/** A peering that was or would be made, in the state after and the one before. */
interface Made {
  readonly before: State;
  readonly state: State;
  readonly peering: Peering;
}

function previewLines(made: Made): string[] {
  return [
    ...outcomeLines(made, 'will be'),
    ...unreachableWarnings(made.state, made.peering).map((line) => `warning: ${line}`),
  ];
}

const changesOf = ({ before, state, peering }: Made): GatewayChange[] =>
  gatewayChanges(before, withActivePeering(state, peering), gatewaysOf([peering]));

function outcomeLines(made: Made, verb: string): string[] {
  const view = peeringView(made.peering);
  return [
    `Peering ${view.name} ${verb} ${statusText(view)}`,
    ...(view.status === 'active' ? [] : ['Once it is accepted:']),
    ...changeLines(changesOf(made)),
  ];
}

/** The name of a peering that is given none. */
export function derivedName(a: string, b: string): Name {
  const name = `${a}-${b}`;
  if (isName(name) || !isName(a) || !isName(b)) return name as Name;
  throw usage(`${name} is too long for a peering name`, 'choose a shorter one with --name');
}

function created(made: Made, { dryRun }: { readonly dryRun: boolean }): Outcome {
  const view = peeringView(made.peering);
  return {
    kind: 'object',
    value: { ...view, dryRun, changes: changesOf(made) },
    names: [view.name],
    lines: outcomeLines(made, dryRun ? 'would be' : 'is'),
    brief: [`Peering ${view.name} is ${statusText(view)}`],
    warnings: unreachableWarnings(made.state, made.peering),
    notes: dryRun ? ['nothing was changed'] : nextSteps(view),
  };
}

/** What is left to be done, as commands. */
export function nextSteps({ name, status, requester, accepter }: PeeringView): string[] {
  if (status === 'pending-acceptance') {
    return [
      `${accepter.owner} must accept it: run \`peerway peering accept ${name} --as ${accepter.owner}\``,
    ];
  }
  return [requester, accepter].map((side) => `to render it, run \`peerway gateway render ${endOf(side)}\``);
}

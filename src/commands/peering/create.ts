import type { Context } from '../../context.ts';
import { missing, usage } from '../../errors.ts';
import { outOfReach, sideChanges, whenActive } from '../../model/desired/changes.ts';
import { gatewaysOf } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { createPeering } from '../../model/transitions/peering.ts';
import { isName, type Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { changeLines } from '../side-lines.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

export interface PeeringCreateIntent {
  readonly a?: string;
  readonly b?: string;
  readonly name?: Name;
  readonly request: boolean;
  readonly dryRun: boolean;
}

/** Peers two gateways, or says everything that speaks against it. */
export async function peeringCreate(intent: PeeringCreateIntent, context: Context): Promise<Outcome> {
  const { a, b } = intent;
  if (a === undefined || b === undefined) {
    throw missing('the gateways to peer', 'peerway peering create <gateway> <gateway>');
  }
  const name = intent.name ?? derivedName(a, b);
  const [actor, presharedKey] = [await context.actor(), await context.makePresharedKey()];
  const decide = (before: State) => {
    const request = {
      gateways: [a, b] as const,
      name,
      request: intent.request,
      actor,
      presharedKey,
      now: context.now,
    };
    return { ...createPeering(before, request), before };
  };
  const { state, before, peering } = intent.dryRun
    ? decide(await context.read())
    : await context.change(decide);
  return created(before, state, peering, intent.dryRun);
}

function derivedName(a: string, b: string): Name {
  const name = `${a}-${b}`;
  if (isName(name) || !isName(a) || !isName(b)) return name as Name;
  throw usage(`${name} is too long for a peering's name`, 'give a shorter one with --name');
}

function created(before: State, state: State, peering: Peering, dryRun: boolean): Outcome {
  const view = peeringView(peering);
  const changes = sideChanges(before, whenActive(state, peering), gatewaysOf([peering]));
  const verb = dryRun ? 'would be' : 'is';
  return {
    kind: 'object',
    value: { ...view, dryRun, changes },
    names: [view.name],
    lines: [
      `Peering ${view.name} ${verb} ${statusText(view)}`,
      ...(view.status === 'active' ? [] : ['Once it is accepted:']),
      ...changeLines(changes),
    ],
    warnings: outOfReach(state, peering),
    notes: dryRun ? ['nothing was changed'] : nextSteps(view),
  };
}

/** What is left to be done, as commands. */
export function nextSteps({ name, status, requester, accepter }: PeeringView): string[] {
  if (status === 'pending-acceptance') {
    return [`${accepter.owner} has to accept it: peerway peering accept ${name} --as ${accepter.owner}`];
  }
  return [requester, accepter].map(({ gateway }) => `render it: peerway gateway render ${gateway}`);
}

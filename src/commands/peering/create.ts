import type { Context } from '../../context.ts';
import { missing, usage } from '../../errors.ts';
import { type SideChange, sideChanges } from '../../model/desired/changes.ts';
import type { Peering } from '../../model/state.ts';
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
  const decide = (before: Awaited<ReturnType<Context['read']>>) => {
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
  const changes = sideChanges(before, state, [peering.requester.gateway, peering.accepter.gateway]);
  return created(peering, changes, intent.dryRun);
}

function derivedName(a: string, b: string): Name {
  const name = `${a}-${b}`;
  if (isName(name) || !isName(a) || !isName(b)) return name as Name;
  throw usage(`${name} is too long for a peering's name`, 'give a shorter one with --name');
}

function created(peering: Peering, changes: readonly SideChange[], dryRun: boolean): Outcome {
  const view = peeringView(peering);
  const verb = dryRun ? 'would be' : 'is';
  return {
    kind: 'object',
    value: { ...view, dryRun, changes },
    names: [view.name],
    lines: [`Peering ${view.name} ${verb} ${statusText(view)}`, ...changeLines(changes)],
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

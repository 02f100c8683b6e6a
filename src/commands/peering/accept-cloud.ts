import { waits } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import {
  acceptCloudPeering,
  type CloudOptions,
  cloudPeeringNamed,
  rejectCloudPeering,
} from '../../model/transitions/cloud-peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { changesOf, cloudChangeLines, workOf } from './cloud-work.ts';
import { cloudNextSteps } from './create-cloud.ts';
import { peeringView, statusText } from './view.ts';

/** What accepting adds: all that waited for it. */
const gainsOf = (before: State, after: State, name: string) => {
  const waited = cloudPeeringNamed(before, name);
  if (!waits(waited)) return [];
  const { now } = workOf(before, waited);
  return changesOf(workOf(after, cloudPeeringNamed(after, name)).now.slice(now.length));
};

/** Confirms a cloud's peering from its other side, with that side's own options. */
export async function cloudPeeringAccept(
  name: string,
  options: CloudOptions,
  context: Context,
): Promise<Outcome> {
  const actor = await context.actor();
  const second = (await context.preferences.read())['require-second-operator'] === 'on';
  const secondFrom = second ? { secondFrom: { login: context.login } } : {};
  const accepted = await agreed(context, {
    kind: 'both-sides',
    decide: (before) => ({
      ...acceptCloudPeering(before, { name, actor, ...options, ...secondFrom }),
      before,
    }),
    question: ({ peering }) => `Accept peering ${peering.name}`,
    lines: ({ state, before, warnings }) => [
      ...cloudChangeLines(gainsOf(before, state, name)),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!accepted) return unchanged();
  const { state, before, peering, warnings } = accepted;
  const changes = gainsOf(before, state, name);
  const view = peeringView(peering);
  const said = `Peering ${view.name} is${state === before ? ' already' : ''} ${statusText(view)}`;
  return {
    kind: 'object',
    value: { ...view, changes },
    names: [view.name],
    lines: [said, ...cloudChangeLines(changes)],
    brief: [said],
    warnings,
    notes: state === before ? [] : cloudNextSteps(view),
  };
}

/** Turns a request of a cloud's peering down. */
export async function cloudPeeringReject(name: string, context: Context): Promise<Outcome> {
  const actor = await context.actor();
  const rejected = await agreed(context, {
    kind: 'prompted',
    decide: (before) => ({ ...rejectCloudPeering(before, name, actor), before }),
    question: ({ peering }) => `Reject peering ${peering.name}`,
    lines: ({ peering }) => [`${peering.requester.vpc} and ${peering.accepter.vpc} stay apart`],
  });
  if (!rejected) return unchanged();
  const view = peeringView(rejected.peering);
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Peering ${view.name} is ${view.status}`],
    notes: [
      `if it already exists at the provider, run \`peerway peering render ${view.name} --undo\` to see how to remove it`,
    ],
  };
}

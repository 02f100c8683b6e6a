import { usage } from '../../errors.ts';
import { gatewayChanges } from '../../model/desired/changes.ts';
import { anyPeeringNamed, gatewaysOf } from '../../model/queries.ts';
import type { Via } from '../../model/state.ts';
import type { CloudOptions } from '../../model/transitions/cloud-peering.ts';
import { acceptPeering } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { changeLines } from '../side-lines.ts';
import { nextSteps } from './create.ts';
import { peeringView } from './view.ts';

/** Accepts a request, if it still holds; options are those of a cloud's side. */
export async function peeringAccept(name: string, options: CloudOptions, context: Context): Promise<Outcome> {
  const { via } = anyPeeringNamed(await context.read(), name);
  throwIfForeign(via, options);
  if (via === 'wireguard') return gatewayPeeringAccept(name, context);
  return (await import('./accept-cloud.ts')).cloudPeeringAccept(name, options, context);
}

/** What one kind of peering has, and the others do not. */
function throwIfForeign(via: Via, { dns, routes }: CloudOptions): void {
  if ((dns !== undefined && via !== 'aws') || (routes && via !== 'gcp'))
    throw usage(
      `A peering via ${via} has no such option`,
      via === 'wireguard'
        ? 'omit the option'
        : `run \`peerway peering accept --help\` to see the options of ${via}`,
    );
}

async function gatewayPeeringAccept(name: string, context: Context): Promise<Outcome> {
  const actor = await context.actor();
  const second = (await context.preferences.read())['require-second-operator'] === 'on';
  const accepted = await agreed(context, {
    kind: 'both-sides',
    decide: (before) => ({
      ...acceptPeering(before, name, actor, second ? { login: context.login } : undefined),
      before,
    }),
    question: ({ peering }) => `Accept peering ${peering.name}`,
    lines: ({ state, before, peering }) => changeLines(gatewayChanges(before, state, gatewaysOf([peering]))),
  });
  if (!accepted) return unchanged();
  const { state, before, peering } = accepted;
  const changes = gatewayChanges(before, state, gatewaysOf([peering]));
  const view = peeringView(peering);
  const already = state === before ? ' already' : '';
  return {
    kind: 'object',
    value: { ...view, changes },
    names: [view.name],
    lines: [`Peering ${view.name} is${already} ${view.status}`, ...changeLines(changes)],
    brief: [`Peering ${view.name} is${already} ${view.status}`],
    notes: already ? [] : nextSteps(view),
  };
}

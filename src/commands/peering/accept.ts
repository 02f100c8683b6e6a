import type { Context } from '../../context.ts';
import { sideChanges } from '../../model/desired/changes.ts';
import { gatewaysOf } from '../../model/queries.ts';
import { acceptPeering } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import { changeLines } from '../side-lines.ts';
import { nextSteps } from './create.ts';
import { peeringView } from './view.ts';

/** Accepts a request, if it still holds. */
export async function peeringAccept(name: string, context: Context): Promise<Outcome> {
  const actor = await context.actor();
  const { state, before, peering } = await context.change((before) => ({
    ...acceptPeering(before, name, actor),
    before,
  }));
  const changes = sideChanges(before, state, gatewaysOf([peering]));
  const view = peeringView(peering);
  const already = state === before ? ' already' : '';
  return {
    kind: 'object',
    value: { ...view, changes },
    names: [view.name],
    lines: [`Peering ${view.name} is${already} ${view.status}`, ...changeLines(changes)],
    notes: already ? [] : nextSteps(view),
  };
}

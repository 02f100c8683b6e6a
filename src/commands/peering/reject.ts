import type { Context } from '../../context.ts';
import { rejectPeering } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import { peeringView } from './view.ts';

/** Turns a request down; its addresses are free again. */
export async function peeringReject(name: string, context: Context): Promise<Outcome> {
  const actor = await context.actor();
  const { peering } = await context.change((state) => rejectPeering(state, name, actor));
  const view = peeringView(peering);
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Peering ${view.name} is ${view.status}`],
  };
}

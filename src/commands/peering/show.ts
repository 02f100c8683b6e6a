import type { Context } from '../../context.ts';
import { summaryOf } from '../../model/desired/changes.ts';
import { desiredShare } from '../../model/desired/gateway.ts';
import { isRendered, peeringNamed } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { labelled, type Outcome } from '../../output/outcome.ts';
import { peeringView, statusText } from './view.ts';

/** Peerings with all that each puts on both of its sides. */
export async function peeringShow(names: readonly string[], context: Context): Promise<Outcome> {
  const state = await context.read();
  const shown = names.map((name) => {
    const peering = peeringNamed(state, name);
    return { view: peeringView(peering), sides: sidesOf(state, peering) };
  });
  const values = shown.map(({ view, sides }) => ({ ...view, sides }));
  return {
    kind: 'object',
    value: values.length === 1 ? values[0] : values,
    names,
    lines: shown.flatMap(({ view, sides }, at) => [
      ...(at > 0 ? [''] : []),
      ...labelled([
        ['name', view.name],
        ['status', statusText(view)],
        ['via', view.via],
        ['requester', `${view.requester.gateway} (${view.requester.owner})`],
        ['accepter', `${view.accepter.gateway} (${view.accepter.owner})`],
        ['created', `${view.createdAt} by ${view.createdBy}`],
      ]),
      ...sides.flatMap(({ gateway, has }) => [`${gateway}:`, ...has.map((line) => `  ${line}`)]),
    ]),
  };
}

/** What the peering gives each side; nothing while it is not rendered. */
const sidesOf = (state: State, peering: Peering) =>
  isRendered(peering)
    ? [peering.requester, peering.accepter].map(({ gateway }) => ({
        gateway,
        has: summaryOf(desiredShare(state, gateway, peering.name)),
      }))
    : [];

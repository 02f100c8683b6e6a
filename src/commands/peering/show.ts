import type { Context } from '../../context.ts';
import { partsOf, whenActive } from '../../model/desired/changes.ts';
import { desiredShare } from '../../model/desired/gateway.ts';
import { isAlive, peeringNamed } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { labelled, type Outcome } from '../../output/outcome.ts';
import { partLine } from '../side-lines.ts';
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
      ...sides.flatMap(({ gateway, has }) => [`${gateway}:`, ...has.map((part) => `  ${partLine(part)}`)]),
    ]),
  };
}

/** What the peering gives each side, or would once it is accepted; nothing when it has ended. */
const sidesOf = (state: State, peering: Peering) =>
  isAlive(peering)
    ? [peering.requester, peering.accepter].map(({ gateway }) => ({
        gateway,
        has: partsOf(desiredShare(whenActive(state, peering), gateway, peering.name)),
      }))
    : [];

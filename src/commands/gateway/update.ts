import { rendersChanged, sideChanges } from '../../model/desired/changes.ts';
import { gatewayNamed, gatewaysOf, peeringsOf } from '../../model/queries.ts';
import { type GatewayUpdate, updateGateway } from '../../model/transitions/gateway.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { changeLines, renderNotes } from '../side-lines.ts';
import { gatewayLines, gatewayView } from './view.ts';

/** Changes a gateway. */
export async function gatewayUpdate(name: string, update: GatewayUpdate, context: Context): Promise<Outcome> {
  const { state, before, warnings } = await context.change((before) => ({
    ...updateGateway(before, name, update),
    before,
  }));
  const gateway = gatewayNamed(state, name);
  const view = gatewayView(state, gateway);
  const touched = [gateway.name, ...gatewaysOf(peeringsOf(state, gateway.name))];
  const changes = sideChanges(before, state, touched);
  return {
    kind: 'object',
    value: { ...view, changes },
    names: [view.name],
    lines: [
      `Gateway ${view.name} ${state === before ? 'is as it was' : 'is changed'}`,
      ...gatewayLines(view).map((line) => `  ${line}`),
      ...changeLines(changes),
    ],
    warnings,
    notes: renderNotes(state, rendersChanged(before, state, touched)),
  };
}

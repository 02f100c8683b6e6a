import type { Context } from '../../context.ts';
import { sideChanges } from '../../model/desired/changes.ts';
import { gatewayNamed, peeringsOf } from '../../model/queries.ts';
import { type GatewayUpdate, updateGateway } from '../../model/transitions/gateway.ts';
import type { Outcome } from '../../output/outcome.ts';
import { gatewayLines, gatewayView } from './view.ts';

/** Changes a gateway. */
export async function gatewayUpdate(name: string, update: GatewayUpdate, context: Context): Promise<Outcome> {
  const { state, before, warnings } = await context.change((before) => ({
    ...updateGateway(before, name, update),
    before,
  }));
  const gateway = gatewayNamed(state, name);
  const view = gatewayView(state, gateway);
  const remotes = peeringsOf(state, gateway.name).flatMap(({ requester, accepter }) => [
    requester.gateway,
    accepter.gateway,
  ]);
  const concerned =
    update.endpoint || update.publicKey
      ? remotes
      : sideChanges(before, state, remotes).map((side) => side.gateway);
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Gateway ${view.name} is changed`, ...gatewayLines(view).map((line) => `  ${line}`)],
    warnings,
    notes: [...new Set([gateway.name, ...concerned])].map(
      (each) => `render it again: peerway gateway render ${each}`,
    ),
  };
}

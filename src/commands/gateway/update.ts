import { rendersChanged } from '../../model/desired/changes.ts';
import { gatewayNamed, gatewaysOf, peeringsOf } from '../../model/queries.ts';
import { type GatewayUpdate, updateGateway } from '../../model/transitions/gateway.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { changeLines, gatewaySideChanges, gatewaysNext, type SideChanges } from '../change-lines.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

type UpdatedGateway = GatewayView & { readonly changes: readonly SideChanges[] };

/** Changes a gateway. */
export async function gatewayUpdate(
  name: string,
  update: GatewayUpdate,
  ports: Uses<'state'>,
): Promise<Result<UpdatedGateway>> {
  const { state, before, warnings } = await ports.state.change((before) => ({
    ...updateGateway(specs, before, name, update),
    before,
  }));
  const gateway = gatewayNamed(state, name);
  const affected = [gateway.name, ...gatewaysOf(peeringsOf(state, gateway.name))];
  return objectResult(
    { ...gatewayView(state, gateway), changes: gatewaySideChanges(before, state, affected) },
    {
      names: (view) => [view.name],
      lines: (view) => [
        `Gateway ${view.name} is ${state === before ? 'unchanged' : 'changed'}`,
        ...gatewayLines(view).map((line) => `  ${line}`),
        ...changeLines(view.changes),
      ],
      warnings,
      next: gatewaysNext(state, rendersChanged(before, state, affected)),
    },
  );
}

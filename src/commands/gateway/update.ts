import { rendersChanged } from '../../model/desired/changes.ts';
import { gatewayNamed, gatewaysOf, peeringsOf } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import { type GatewayUpdate, updateGateway } from '../../model/transitions/gateway.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { changeLines, gatewaySideChanges, gatewaysNext, type SideChanges } from '../change-lines.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { GATEWAY_LABELS, type GatewayView, gatewayValues, gatewayView } from './view.ts';

type UpdatedGateway = GatewayView & {
  /** The values of the gateway itself that differ. */
  readonly updated: readonly ValueChange[];
  readonly changes: readonly SideChanges[];
  /** The gateways whose configuration is no longer that of the plan. */
  readonly renderAgain: readonly Name[];
};

/** Changes a gateway. */
export async function gatewayUpdate(
  name: string,
  update: GatewayUpdate,
  ports: Uses<'state'>,
): Promise<Result<UpdatedGateway>> {
  const dated = update.publicKey === undefined ? update : { ...update, keyCreatedAt: ports.state.now };
  const { state, before, warnings } = await ports.state.change(
    (before) => ({ ...updateGateway(specs, before, name, dated), before }),
    ofGateways([name]),
  );
  const gateway = gatewayNamed(state, name);
  const affected = [gateway.name, ...gatewaysOf(peeringsOf(state, gateway.name))];
  const stale = rendersChanged(before, state, affected);
  const view = gatewayView(state, gateway);
  const updated = valueChanges(
    gatewayValues(gatewayView(before, gatewayNamed(before, name))),
    gatewayValues(view),
  );
  return objectResult(
    { ...view, updated, changes: gatewaySideChanges(before, state, affected), renderAgain: stale },
    {
      names: ({ name, renderAgain }) => [...new Set([name, ...renderAgain])],
      lines: (view) => [
        `Gateway ${view.name} is ${state === before ? 'unchanged' : 'changed'}`,
        ...valueLines(view.updated, GATEWAY_LABELS),
        ...changeLines(view.changes),
      ],
      warnings,
      next: [gatewaysNext(state, stale)],
    },
  );
}

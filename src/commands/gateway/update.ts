import { count } from '../../model/count.ts';
import { allOf } from '../../model/listed.ts';
import { compareNames } from '../../model/natural-order.ts';
import { isPending, isRendered } from '../../model/peering.ts';
import { clientsOf, gatewayNamed, gatewaysOf, peeringsOf } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import type { Gateway, State } from '../../model/state.ts';
import { type GatewayUpdate, updateGateway } from '../../model/transitions/gateway.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { changeLines, gatewaySideChanges, type SideChanges } from '../change-lines.ts';
import { doneText } from '../dry-run.ts';
import { type FollowUps, followUps } from '../follow-ups.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { GATEWAY_LABELS, GATEWAY_TEXTS, type GatewayView, gatewayValues, gatewayView } from './view.ts';

type UpdatedGateway = GatewayView &
  FollowUps & {
    /** The values of the gateway itself that differ. */
    readonly updated: readonly ValueChange[];
    readonly changes: readonly SideChanges[];
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
  const { next, ...again } = followUps(before, state);
  const view = gatewayView(state, gateway);
  const updated = valueChanges(
    gatewayValues(gatewayView(before, gatewayNamed(before, name))),
    gatewayValues(view),
  );
  return objectResult(
    { ...view, updated, changes: gatewaySideChanges(before, state, affected), ...again },
    {
      names: ({ name, renderAgain }) => [...new Set([name, ...renderAgain])],
      lines: (view) => [
        `Gateway ${view.name} ${state === before ? 'is unchanged' : doneText(ports.state, 'changed')}`,
        ...valueLines(view.updated, GATEWAY_LABELS, GATEWAY_TEXTS),
        ...changeLines(view.changes),
      ],
      warnings: [...warnings, ...statusWarnings(before, state, gateway.name)],
      notes: foreignNotes(gateway, update),
      next,
    },
  );
}

/** The networks of foreign peers can be checked only if an import has recorded such peers. */
const foreignNotes = (
  { name, foreignPeers = [] }: Gateway,
  { allowForeign = [] }: GatewayUpdate,
): string[] =>
  allowForeign.length > 0 && foreignPeers.length === 0
    ? [
        `the plan knows no foreign peers of ${name}, so it cannot check that one has ${allOf(allowForeign)}; \`peerway gateway status ${name}\` names those on its host`,
      ]
    : [];

/** Says what another status means for the peerings and clients of a gateway: they stay as they are. */
function statusWarnings(before: State, state: State, name: Name): string[] {
  const gateway = gatewayNamed(state, name);
  if (gateway.status === 'active' || gateway.status === gatewayNamed(before, name).status) return [];
  const peerings = peeringsOf(state, name).filter(isRendered);
  const pending = peeringsOf(state, name).filter(isPending);
  const held = [
    ...(peerings.length > 0 ? [count(peerings.length, 'peering')] : []),
    ...(clientsOf(state, name).length > 0 ? [count(clientsOf(state, name).length, 'client')] : []),
  ];
  const names = peerings.map((peering) => peering.name).sort(compareNames);
  return [
    `${name} gets no new peerings while it is ${gateway.status}`,
    ...(held.length > 0
      ? [`the traffic of its ${held.join(' and ')} continues, also after a deployment`]
      : []),
    ...(names.length > 0
      ? [`to stop the traffic of a peering, run \`peerway peering disable ${names[0]}\``]
      : []),
    ...pending.map(
      (peering) => `the request ${peering.name} cannot be accepted while it is ${gateway.status}`,
    ),
  ];
}

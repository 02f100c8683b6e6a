import type { CloudPeering } from '../../model/cloud-peering.ts';
import { configItems, withActivePeering } from '../../model/desired/changes.ts';
import { desiredForPeering } from '../../model/desired/gateway.ts';
import { anyPeeringNamed, isAlive } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { labeled, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { visible } from '../../visible.ts';
import { partLine } from '../side-lines.ts';
import { changesOf, workOf } from './cloud-work.ts';
import { endOf, type PeeringView, peeringView, statusText } from './view.ts';

/** Peerings with all that each puts on both of its sides. */
export async function peeringShow(names: readonly string[], context: Context): Promise<Outcome> {
  const state = await context.read();
  const shown = names.map((name) => {
    const peering = anyPeeringNamed(state, name);
    const view = peeringView(peering);
    return peering.via === 'wireguard'
      ? { view, ...gatewaySides(state, peering) }
      : { view, ...vpcSides(state, peering) };
  });
  const values = shown.map(({ view, sides }) => ({ ...view, sides }));
  return {
    kind: 'object',
    value: values.length === 1 ? values[0] : values,
    names,
    lines: shown.flatMap(({ view, lines }, at) => [...(at > 0 ? [''] : []), ...viewLines(view), ...lines]),
  };
}

const viewLines = (view: PeeringView): string[] =>
  labeled([
    ['name', view.name],
    ['status', statusText(view)],
    ['via', view.via],
    ['id', view.provider?.id ?? undefined],
    ['provider', reportText(view)],
    ['stack', view.provider?.stackType],
    ['requester', sideText(view.requester)],
    ['accepter', sideText(view.accepter)],
    ['created', `${view.createdAt} by ${view.createdBy}`],
  ]);

const reportText = ({ provider }: PeeringView): string | undefined =>
  provider?.code
    ? `${visible(provider.code)}: ${visible(provider.message ?? '', 400)}, at ${provider.at}`
    : undefined;

/** The options of a side that are on, as the flags name them. */
function sideText(side: PeeringView['requester']): string {
  const options = Object.entries({ dns: side.dns ?? false, ...side.options })
    .filter(([, on]) => on)
    .map(([key]) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  return [`${endOf(side)} (${side.owner})`, ...options].join(', ');
}

/** What the peering gives each side, or would once it is accepted; nothing when it has ended. */
function gatewaySides(state: State, peering: Peering) {
  const sides = isAlive(peering)
    ? [peering.requester, peering.accepter].map(({ gateway }) => ({
        gateway,
        has: configItems(desiredForPeering(withActivePeering(state, peering), gateway, peering.name)),
      }))
    : [];
  const lines = sides.flatMap(({ gateway, has }) => [
    `${gateway}:`,
    ...has.map((part) => `  ${partLine(part)}`),
  ]);
  return { sides, lines };
}

/** The same of VPCs: what each has to do at its provider. */
function vpcSides(state: State, peering: CloudPeering) {
  if (!isAlive(peering)) return { sides: [], lines: [] };
  const { now, later, lacking } = workOf(state, peering);
  const sides = changesOf([...now, ...later]).map(({ vpc, gains }) => ({ gateway: null, vpc, has: gains }));
  const lines = sides.flatMap(({ vpc, has }) => [`${vpc}:`, ...has.map(({ text }) => `  ${text}`)]);
  return { sides, lines: [...lines, ...lacking] };
}

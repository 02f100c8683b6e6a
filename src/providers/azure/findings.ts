import { contains } from '../../model/address/cidr.ts';
import { isAlive, isPending, otherEnd, type Peering, sidesFrom, statusOf } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import { shellQuoted, visible } from '../../visible.ts';
import type { Finding, ObservedSides, Scene } from '../provider.ts';
import { acceptLine, applyLine } from '../recreate.ts';
import { commandLine } from '../shell.ts';
import { azureCommand, peeringDeletion, peeringsQuery, routeQuery } from './commands.ts';
import { conflictIn, differences, isOwn, plannedPeering, vnetText } from './diff.ts';
import { flowLogRemovals, isLoggingElsewhere } from './flow-logs.ts';
import { readResourceId } from './ids.ts';
import {
  type AzureObserved,
  isConnected,
  isDisconnected,
  type ObservedPeering,
  type ObservedRoute,
  unsynced,
} from './observed.ts';
import { azurePlace } from './place.ts';
import { hasOwnHalf } from './removal.ts';
import { type AzureResource, azureDesired, halfRemoval } from './resources.ts';
import { azure } from './spec.ts';
import { azureAdvice } from './warnings.ts';

/** One observed side, and the half that the plan wants on it. */
interface ObservedSide {
  readonly scene: Scene;
  readonly side: Name;
  readonly seen: AzureObserved;
  readonly desired: (AzureResource & { readonly kind: 'azure-peering' }) | undefined;
  readonly flowLog: (AzureResource & { readonly kind: 'azure-flow-log' }) | undefined;
}

/** Finds differences from the plan on the observed sides, and halves that are left behind. */
export function azureFindings(scene: Scene, observed: ObservedSides<AzureObserved>): Finding[] {
  const desired = isOver(scene.peering) ? [] : azureDesired(scene);
  return [...observed].flatMap(([side, seen]): Finding[] => {
    const here = desired.filter((one) => one.side === side);
    const half = here.find((one) => one.kind === 'azure-peering');
    const flowLog = here.find((one) => one.kind === 'azure-flow-log');
    const on = { scene, side, seen, desired: half, flowLog };
    if (isOver(scene.peering)) return [...leftBehind(on), ...flowLogFindings(on)];
    return [
      ...halfFindings(on),
      ...flowLogFindings(on),
      ...addressFindings(on),
      ...seen.others.flatMap((other) => staleHalf(on, other)),
      ...seen.routes.flatMap((route) => shadowingRoute(on, route)),
      ...quotaFindings(on),
    ];
  });
}

/** True for a peering that needs nothing at Azure any more: all that is left of it has to go. */
const isOver = (peering: Peering): boolean => !isAlive(peering) || statusOf(peering) === 'deleting';

function leftBehind({ scene, side, seen }: ObservedSide): Finding[] {
  if (!hasOwnHalf(scene, seen)) return [];
  const change = halfRemoval(scene.peering, side);
  const what = `its half of the peering still exists: ${seen.half?.state}`;
  const fix = commandLine(azureCommand(scene, change));
  return [{ side, code: 'left-behind', what, fix, remedy: { by: 'change', change } }];
}

/** A flow log of peerway that the plan does not want, or wants with other values. */
function flowLogFindings({ scene, side, seen, flowLog }: ObservedSide): Finding[] {
  if (!flowLog)
    return flowLogRemovals(scene, side, new Map([[side, seen]])).map((change) => ({
      side,
      code: 'stale-flow-log',
      what: `the flow log to ${seen.logging?.flowLog?.storage} is not in the plan`,
      fix: commandLine(azureCommand(scene, change)),
      remedy: { by: 'change', change },
    }));
  if (!isLoggingElsewhere(flowLog, seen)) return [];
  const { storage = '', isEnabled } = seen.logging?.flowLog ?? {};
  const state = isEnabled ? `writes to ${visible(storage, 300)}` : 'is disabled';
  return [{ side, code: 'flow-logs-differ', what: `the flow log of the VNet ${state}`, ...applying(scene) }];
}

function halfFindings(on: ObservedSide): Finding[] {
  const { scene, side, seen, desired } = on;
  const { half } = seen;
  if (!half || half.isOfSubnets) return [];
  const { peering } = scene;
  const peer = otherEnd(peering, side);
  const again = applying(scene);
  if (isDisconnected(half)) {
    const what = `its half is Disconnected and passes nothing: the half of ${peer} was deleted`;
    return isOwn(scene, half) ? [{ side, code: 'disconnected', what, ...again }] : [];
  }
  const differing = desired ? differences(half, desired.fields.options) : [];
  const closed = differing.includes('allowVirtualNetworkAccess') ? ': nothing passes' : '';
  return [
    ...(differing.length === 0 || !isOwn(scene, half)
      ? []
      : [
          {
            side,
            code: 'options-differ',
            what: `options differ from the plan: ${differing.join(', ')}${closed}`,
            ...again,
          },
        ]),
    ...(isConnected(half) ? [] : [oneSided(scene, side)]),
    ...syncFindings(on, half),
  ];
}

/** Applying the peering again, as a command to paste and as a remedy. */
const applying = (scene: Scene): Pick<Finding, 'fix' | 'remedy'> => ({
  fix: applyLine(azure, scene),
  remedy: { by: 'apply' },
});

/** Nothing is wrong while the other side has not accepted. */
const oneSided = (scene: Scene, side: Name): Finding => ({
  side,
  code: 'one-sided',
  what: `only this half exists: ${otherEnd(scene.peering, side)} has none`,
  ...(isPending(scene.peering) ? { fix: acceptLine(azure, scene) } : applying(scene)),
  isNote: isPending(scene.peering),
});

/** New networks of the other VNet are routed after a sync, which waits until the owner of this side agrees to them. */
function syncFindings({ scene, side }: ObservedSide, half: ObservedPeering): Finding[] {
  const cidrs = unsynced(half);
  if (cidrs.length === 0) return [];
  const { local, remote } = sidesFrom(scene.peering, side);
  const what = `its half is not in sync with the address space of ${remote.end.name}: ${cidrs.join(', ')}`;
  const { name } = scene.peering;
  if (!remote.agreedCidrs) return [{ side, code: 'out-of-sync', what, ...applying(scene) }];
  // The owner may have rejected the new networks.
  const isNote = remote.widening !== undefined;
  const fix = isNote
    ? `peerway peering show ${name}`
    : `peerway peering accept ${name} --as ${local.owner} --apply`;
  return [{ side, code: 'out-of-sync', what, fix, isNote }];
}

/** The plan must have the address space of the VNet, by which it checks every peering. */
function addressFindings({ scene, side, seen }: ObservedSide): Finding[] {
  const planned = scene.state.vpcs.get(side)?.cidrs ?? [];
  const unknown = seen.cidrs.filter((cidr) => !planned.some((one) => contains(one, cidr)));
  const absent = planned.filter((cidr) => !seen.cidrs.some((one) => contains(one, cidr)));
  if (!seen.exists || (unknown.length === 0 && absent.length === 0)) return [];
  const parts = [
    ...(unknown.length > 0 ? [`has ${unknown.join(', ')}, which the plan does not know`] : []),
    ...(absent.length > 0 ? [`does not have ${absent.join(', ')}`] : []),
  ];
  const { subscription, resourceGroup, vnet } = azurePlace(scene, side);
  const fix = `peerway vpc import ${shellQuoted(vnet)} --from-azure --subscription ${subscription} --resource-group ${shellQuoted(resourceGroup)}`;
  return [{ side, code: 'cidrs-differ', what: `the VNet ${parts.join(', and ')}`, fix }];
}

/** A half of a peering that ended: its networks stay reserved, so that Azure refuses peerings that overlap them. */
function staleHalf({ scene, side }: ObservedSide, other: ObservedPeering): Finding[] {
  if (!isDisconnected(other) || plannedPeering(scene, side, other) || conflictIn(scene, side, other))
    return [];
  const what = `the disconnected peering ${visible(other.name)} with ${vnetText(other)} still reserves ${other.routed.join(', ')}`;
  const fix = commandLine(peeringDeletion(azurePlace(scene, side), other.name));
  return [{ side, code: 'stale-half', what, fix, isNote: true }];
}

/**
 * A route of a subnet wins over the routes of the peering to the same network and to larger ones. A person created it
 * on purpose: it is shown, not deleted. One that drops only a part of a network is an exception to the peering.
 */
function shadowingRoute(
  { scene, side }: ObservedSide,
  { table, name, cidr, nextHop }: ObservedRoute,
): Finding[] {
  const peer = azurePlace(scene, otherEnd(scene.peering, side));
  const place = readResourceId('routeTables', table);
  if (!place || !peer.cidrs.some((one) => contains(one, cidr))) return [];
  const fix = commandLine(routeQuery(place, name));
  const route = `the route ${visible(name)} to ${cidr} of ${peer.vpc} in ${visible(place.name)}`;
  if (nextHop === 'None') {
    const isNote = !peer.cidrs.some((one) => contains(cidr, one));
    return [{ side, code: 'blackhole', what: `${route} drops the traffic of the peering`, fix, isNote }];
  }
  const what = `${route} leads to ${visible(nextHop)} instead of the peering`;
  return [{ side, code: 'route-elsewhere', what, fix, isNote: true }];
}

/** VNets with more peerings than Azure usually allows; once the half exists, the quota allowed it. */
const quotaFindings = ({ scene, side, seen }: ObservedSide): Finding[] =>
  azureAdvice(scene.state, scene.peering)
    .filter((advice) => advice.side === side)
    .map(({ code, what }) => ({
      ...{ side, code, what },
      fix: commandLine(peeringsQuery(scene, side)),
      isNote: seen.half !== undefined,
    }));

/** The differences of the resources of a peering at Azure from the observed ones. */

import { overlaps } from '../../model/address/cidr.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { isAlive, type Options, otherEnd, sidesFrom } from '../../model/peering.ts';
import { peeringsOfVpc } from '../../model/queries.ts';
import {
  type Alteration,
  type Blocked,
  type Change,
  creation,
  deletion,
  type Resource,
} from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { visible } from '../../visible.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { commandLine } from '../shell.ts';
import { peeringDeletion } from './commands.ts';
import { flowLogChanges } from './flow-logs.ts';
import { isSameId, readResourceId } from './ids.ts';
import {
  type AzureObserved,
  isConnected,
  isDisconnected,
  type ObservedPeering,
  unsynced,
} from './observed.ts';
import { azurePlace } from './place.ts';
import { type AzureResource, disconnectedOf, syncOf } from './resources.ts';

/** One side, and its present configuration. */
interface Place {
  readonly scene: Scene;
  readonly resource: AzureResource;
  readonly seen: AzureObserved | undefined;
}

/**
 * The changes that are left until the desired resources exist. A half that lost the other one is deleted before anything
 * is created: while it exists, Azure refuses the other half. And a half stops to use gateways before the other stops to
 * lend them.
 */
export function azureDiff(
  scene: Scene,
  desired: readonly Resource[],
  observed: ObservedSides<AzureObserved>,
): Change[] {
  const changes = (desired as readonly AzureResource[]).flatMap((resource) =>
    changesFor({ scene, resource, seen: observed.get(resource.side) }),
  );
  return [0, 1, 2].flatMap((turn) => changes.filter((change) => turnOf(change, observed) === turn));
}

function turnOf({ op, resource }: Change, observed: ObservedSides<AzureObserved>): number {
  if (op === 'delete') return 0;
  const half = observed.get(resource.side)?.half;
  const { options } = resource.fields as { options?: Options };
  return half?.options['useRemoteGateways'] && options && !options['useRemoteGateways'] ? 1 : 2;
}

function changesFor(place: Place): Change[] {
  const { scene, resource, seen } = place;
  if (resource.kind === 'azure-peering') return halfChanges({ ...place, resource });
  if (resource.kind === 'azure-flow-log') return flowLogChanges(scene, resource, seen);
  const { half } = seen ?? {};
  if (resource.kind !== 'azure-connected' || (half && isConnected(half))) return [];
  const named = half ? { ...resource, fields: { half: half.name } } : resource;
  const needs = { side: otherEnd(scene.peering, resource.side), states: ['Initiated', 'Disconnected'] };
  return [{ op: 'wait', resource: named, title: resource.title, until: 'Connected', needs }];
}

type Half = AzureResource & { readonly kind: 'azure-peering' };

function halfChanges({ scene, resource, seen }: Place & { readonly resource: Half }): Change[] {
  if (!seen) return [creation(resource)];
  const { half } = seen;
  const { side } = resource;
  const blocked = blockedBy(scene, side, seen);
  if (!half) return [{ ...creation(resource), ...(blocked ? { blocked } : {}) }];
  if (isDisconnected(half)) {
    const stale = disconnectedOf(scene.peering, side);
    if (!isOwn(scene, half)) return [{ ...creation(resource), blocked: notOwn(scene, side, half) }];
    return [deletion(stale), { ...creation(resource), isOccupied: true, ...(blocked ? { blocked } : {}) }];
  }
  return [...optionChanges(scene, resource, half), ...syncChanges(scene, side, half)];
}

function optionChanges(scene: Scene, resource: Half, half: ObservedPeering): Alteration[] {
  const { side } = resource;
  const title = `set the options of its half of the peering with ${otherEnd(scene.peering, side)}`;
  const update = { op: 'update', resource, title } as const;
  if (half.isOfSubnets) return [{ ...update, blocked: ofSubnets(scene, side, half) }];
  if (differences(half, resource.fields.options).length === 0) return [];
  if (!isOwn(scene, half)) return [{ ...update, blocked: notOwn(scene, side, half) }];
  const prior = { ...resource, fields: { options: half.options, isClosed: !half.hasAccess } };
  return [{ ...update, prior }];
}

/** The other owner must agree to new networks before a half routes them. */
function syncChanges({ peering }: Scene, side: Name, half: ObservedPeering): Change[] {
  const cidrs = unsynced(half);
  if (cidrs.length === 0 || sidesFrom(peering, side).remote.agreedCidrs) return [];
  const resource = syncOf(peering, side, { half: half.name, cidrs: half.remoteNow ?? [] });
  return [{ op: 'update', resource, title: resource.title }];
}

/** True for the half that peerway created: it has the name of the plan. */
export const isOwn = ({ peering }: Pick<Scene, 'peering'>, { name }: ObservedPeering): boolean =>
  isSameId(name, nameAtProvider(peering));

/** The differences of a half from the plan, in words. A half that failed at Azure is set again. */
export const differences = (
  { options, hasAccess, provisioning }: ObservedPeering,
  desired: Options,
): string[] => [
  ...(hasAccess ? [] : ['allowVirtualNetworkAccess']),
  ...Object.keys(desired).filter((key) => options[key] !== desired[key]),
  ...(provisioning === 'Failed' ? ['provisioningState'] : []),
];

/** Why Azure would refuse a new half on a side. */
function blockedBy(scene: Scene, side: Name, seen: AzureObserved): Blocked | undefined {
  const { vnet, resourceGroup } = azurePlace(scene, side);
  if (!seen.exists)
    return {
      code: 'provider-no-such-id',
      message: `Azure shows no VNet ${vnet} in resource group ${visible(resourceGroup)}`,
      hint: `run \`peerway vpc show ${side}\` to check its IDs`,
    };
  if (seen.obstacle) return nameTaken(scene, side, seen.obstacle);
  const other = seen.others.find((one) => conflictIn(scene, side, one) !== undefined);
  return other && overlapping(scene, side, other);
}

/** The first network of the peer that overlaps one that another peering of the VNet already routes. */
export function conflictIn(scene: Scene, side: Name, { routed, remoteNow = [] }: ObservedPeering) {
  const { vpc, cidrs } = azurePlace(scene, otherEnd(scene.peering, side));
  for (const own of cidrs) {
    const cidr = [...routed, ...remoteNow].find((one) => overlaps(own, one));
    if (cidr) return { vpc, own, cidr };
  }
  return undefined;
}

/** A peering with a third VNet, also one that is disconnected, keeps its networks reserved. */
function overlapping(scene: Scene, side: Name, other: ObservedPeering): Blocked {
  const { vpc, own, cidr } = conflictIn(scene, side, other) as NonNullable<ReturnType<typeof conflictIn>>;
  const known = plannedPeering(scene, side, other);
  const message = `${own} of ${vpc} overlaps ${cidr} of ${vnetText(other)}, which is already peered with ${side} (${visible(other.name)}, ${visible(other.state)})`;
  const fix = known
    ? `peerway peering delete ${known} --apply`
    : commandLine(peeringDeletion(azurePlace(scene, side), other.name));
  return { code: 'provider-overlap', message, hint: `if it is not needed, run \`${fix}\``, fix };
}

/** The name of the plan's peering that a peering at Azure is. */
export const plannedPeering = ({ state }: Scene, side: Name, { remote }: ObservedPeering): Name | undefined =>
  peeringsOfVpc(state, side).find((one) => {
    const vpc = state.vpcs.get(otherEnd(one, side));
    if (!isAlive(one) || vpc?.provider.kind !== 'azure') return false;
    return isSameId(azurePlace({ state, peering: one }, vpc.name).id, remote);
  })?.name;

/** The VNet at the other end of a peering, for people. */
export function vnetText({ remote }: ObservedPeering): string {
  const { name, resourceGroup } = readResourceId('virtualNetworks', remote) ?? {};
  return name === undefined
    ? visible(remote, 300)
    : `VNet ${visible(name)} in ${visible(resourceGroup ?? '')}`;
}

function nameTaken(scene: Scene, side: Name, other: ObservedPeering): Blocked {
  const fix = commandLine(peeringDeletion(azurePlace(scene, side), other.name));
  const message = `The VNet of ${side} already has a peering ${visible(other.name)} with ${vnetText(other)}`;
  return { code: 'provider-name-taken', message, hint: `if it is not needed, run \`${fix}\``, fix };
}

/** A half with another name is not peerway's, and Azure allows no second one. */
function notOwn(scene: Scene, side: Name, half: ObservedPeering): Blocked {
  const fix = commandLine(peeringDeletion(azurePlace(scene, side), half.name));
  const peer = otherEnd(scene.peering, side);
  const flaw = isDisconnected(half) ? 'is Disconnected' : 'has other options';
  const message = `The VNet of ${side} already has a peering ${visible(half.name)} with ${peer}, which peerway did not create and which ${flaw}`;
  return { code: 'provider-name-taken', message, hint: `if it is not needed, run \`${fix}\``, fix };
}

function ofSubnets(scene: Scene, side: Name, { name }: ObservedPeering): Blocked {
  const fix = commandLine(peeringDeletion(azurePlace(scene, side), name));
  const message = `The peering ${visible(name)} of ${side} connects single subnets, which peerway does not manage; Azure cannot change its kind`;
  return { code: 'provider-subnet-peering', message, hint: `to replace it, first run \`${fix}\``, fix };
}

/** The deletion of a peering at Azure. */
import { isPending } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import { visible } from '../../visible.ts';
import { flowLogsOf } from '../flow-logs.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { isOwn, vnetText } from './diff.ts';
import { flowLogRemovals } from './flow-logs.ts';
import type { AzureObserved } from './observed.ts';
import { halfRemoval, removalOrder } from './resources.ts';

/** The deletions of both halves, of the only one of a request, or of those that are there and that peerway created. */
export const azureRemoval = (scene: Scene, observed?: ObservedSides<AzureObserved>): Change[] => {
  const sides = removalOrder(scene.peering, !observed && isPending(scene.peering));
  return [
    ...sides.flatMap((side) => flowLogRemovals(scene, side, observed)),
    ...sides
      .filter((side) => !observed || hasOwnHalf(scene, observed.get(side)))
      .map((side) => halfRemoval(scene.peering, side)),
  ];
};

/**
 * The deletions of flow logs that the plan does not want. Azure adds and removes the routes itself, and options that
 * differ are changes of the half.
 */
export const azureStrays = (scene: Scene, observed: ObservedSides<AzureObserved>): Change[] =>
  [...observed.keys()]
    .filter((side) => typeof flowLogsOf(scene.peering, side) !== 'string')
    .flatMap((side) => flowLogRemovals(scene, side, observed));

/** True if a side has the half of the plan, connected or not. */
export const hasOwnHalf = (scene: Pick<Scene, 'peering'>, seen: AzureObserved | undefined): boolean =>
  seen?.half !== undefined && isOwn(scene, seen.half) && !seen.half.isOfSubnets;

/** Halves that connect the two VNets and that peerway did not create, and peerings that only have the name. */
export const azureBystanders = (
  scene: Pick<Scene, 'peering'>,
  observed: ObservedSides<AzureObserved>,
): string[] =>
  [...observed].flatMap(([side, seen]) => {
    const other = seen.half && !hasOwnHalf(scene, seen) ? seen.half : seen.obstacle;
    return other
      ? [`${side}: the peering ${visible(other.name)} with ${vnetText(other)} is another one and stays`]
      : [];
  });

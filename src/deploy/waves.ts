/** Which gateways are changed along with which. */
import type { DesiredGateway } from '../model/desired/gateway.ts';

interface HasDesired {
  readonly desired: DesiredGateway;
}

/**
 * Gateways that are to answer each other, as lists of waves: peered ones stand in one list, others do not wait for
 * them; a wave has so many gateways at most, and neighbours are in the same one where there is room.
 */
export function wavesOf<Target extends HasDesired>(targets: readonly Target[], most: number): Target[][][] {
  const left = new Map<string, Target>(targets.map((target) => [target.desired.interface.publicKey, target]));
  const groups: Target[][] = [];
  for (const [key, target] of left) {
    left.delete(key);
    groups.push(withNeighbours(target, left));
  }
  return groups.map((group) => sliced(group, most));
}

/** Breadth first, so that whoever is near comes early. Takes them out of those that are left. */
function withNeighbours<Target extends HasDesired>(first: Target, left: Map<string, Target>): Target[] {
  const found = [first];
  for (const { desired } of found) {
    for (const { publicKey } of desired.peers) {
      const neighbour = left.get(publicKey);
      if (!neighbour) continue;
      left.delete(publicKey);
      found.push(neighbour);
    }
  }
  return found;
}

const sliced = <Value>(values: readonly Value[], most: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / most) }, (_, at) =>
    values.slice(at * most, (at + 1) * most),
  );

/** Divides the gateways of a deploy into batches that change at the same time. */
import type { DesiredGateway } from '../model/desired/gateway.ts';

interface HasDesired {
  readonly desired: DesiredGateway;
}

/**
 * Returns one list of batches for each group of gateways that are connected by peerings. The batches of a group run
 * one after another, in order; groups do not depend on each other. A batch has at most `size` gateways, and peers
 * share a batch where they fit.
 */
export function groupIntoBatches<Target extends HasDesired>(
  targets: readonly Target[],
  size: number,
): Target[][][] {
  const remaining = new Map<string, Target>(
    targets.map((target) => [target.desired.interface.publicKey, target]),
  );
  const groups: Target[][] = [];
  for (const [key, target] of remaining) {
    remaining.delete(key);
    groups.push(takeConnected(target, remaining));
  }
  return groups.map((group) => chunk(group, size));
}

/** Returns all gateways connected to the first one, nearest first, and removes them from `remaining`. */
function takeConnected<Target extends HasDesired>(first: Target, remaining: Map<string, Target>): Target[] {
  const connected = [first];
  for (const { desired } of connected) {
    for (const { publicKey } of desired.peers) {
      const peer = remaining.get(publicKey);
      if (!peer) continue;
      remaining.delete(publicKey);
      connected.push(peer);
    }
  }
  return connected;
}

const chunk = <Value>(values: readonly Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );

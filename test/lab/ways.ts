import { expect } from 'vitest';
import type { Site } from './laboratory.ts';
import { answersPing, becomesReachable, dial } from './probes.ts';
import { families } from './sites.ts';
import { ownRoute, type Tampering } from './tampering.ts';

/** From the instance of one site to that of another. */
export interface Way {
  readonly from: Site;
  readonly to: Site;
}

export function bothWays(a: Site, b: Site): Way[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}

/** Waits for tunnels, as an operator would after applying. */
export async function settle(ways: readonly Way[]): Promise<void> {
  await Promise.all(
    ways.flatMap(({ from, to }) =>
      families.map((family) => becomesReachable(from.instance, to.plan.instance[family])),
    ),
  );
}

/** Returns which probes passed: for every way and family a ping, and a TCP connection to the right host. */
export async function heard(ways: readonly Way[]): Promise<boolean[]> {
  const probes = ways.flatMap(({ from, to }) =>
    families.flatMap((family) => [
      answersPing(from.instance, to.plan.instance[family]),
      dial(from.instance, to.plan.instance[family]).then((answer) => answer?.name === to.instance.name),
    ]),
  );
  return Promise.all(probes);
}

/** Returns whether two sites reach each other. Expects that all probes agree. */
export async function connected(a: Site, b: Site): Promise<boolean> {
  const all = await heard(bothWays(a, b));
  expect(new Set(all).size, `${a.plan.name} and ${b.plan.name}: ${all}`).toBe(1);
  return all.every(Boolean);
}

/** Routes of an instance that sends traffic for the other VPC to its own gateway. */
export function routesToOwnGateway({ from, to }: Way): Tampering[] {
  return families.map((family) =>
    ownRoute(from.instance, to.plan.vpc[family], { via: from.plan.gatewayLan[family] }),
  );
}

import { expect } from 'vitest';
import type { Site } from './laboratory.ts';
import { answersPing, becomesReachable, dial } from './probes.ts';
import { families } from './sites.ts';
import { ownRoute, type Tampering } from './tampering.ts';

/** From one site's instance to another's. */
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

/** Waits for a tunnel, as an operator would right after applying. */
export async function settle(ways: readonly Way[]): Promise<void> {
  await Promise.all(
    ways.flatMap(({ from, to }) =>
      families.map((family) => becomesReachable(from.instance, to.plan.instance[family])),
    ),
  );
}

/** Which probes got through: for every way and family a ping and a TCP connection to the right host. */
export async function heard(ways: readonly Way[]): Promise<boolean[]> {
  const probes = ways.flatMap(({ from, to }) =>
    families.flatMap((family) => [
      answersPing(from.instance, to.plan.instance[family]),
      dial(from.instance, to.plan.instance[family]).then((answer) => answer?.name === to.instance.name),
    ]),
  );
  return Promise.all(probes);
}

/** Whether two sites reach each other. Half of it is neither the one nor the other. */
export async function connected(a: Site, b: Site): Promise<boolean> {
  const all = await heard(bothWays(a, b));
  expect(new Set(all).size, `${a.plan.name} and ${b.plan.name}: ${all}`).toBe(1);
  return all.every(Boolean);
}

/** An instance that sends what is meant for the other VPC to its gateway, whether or not it was told to. */
export function routesToOwnGateway({ from, to }: Way): Tampering[] {
  return families.map((family) =>
    ownRoute(from.instance, to.plan.vpc[family], { via: from.plan.gatewayLan[family] }),
  );
}

/** Looking at gateways, many at a time. */
import { contains } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { type Difference, type DifferenceOptions, differences } from './difference.ts';
import { type LiveGateway, parseLiveGateway } from './live-gateway.ts';
import { mapLimit } from './map-limit.ts';
import { type Failure, readOnlyContext, runTask } from './run-task.ts';
import type { Transport } from './transport.ts';
import { inspectFiles, networksTaken, routesTaken } from './wanted.ts';

/** A gateway of the plan and the way to it. */
export interface ManagedGateway {
  readonly desired: DesiredGateway;
  readonly transport: Transport;
}

export interface InspectedGateway extends ManagedGateway {
  readonly live: LiveGateway;
  readonly differences: readonly Difference[];
  /** What keeps it from being made what the plan says. */
  readonly obstacles: readonly Failure[];
}

export type Inspection = InspectedGateway | (ManagedGateway & { readonly failure: Failure });

/** What is on each gateway, and what differs from the plan. */
export function inspectGateways(
  gateways: readonly ManagedGateway[],
  concurrency: number,
  id: string,
  options: DifferenceOptions = { pruneForeignPeers: false },
): Promise<Inspection[]> {
  return mapLimit(gateways, concurrency, async (gateway) => {
    const { desired, transport } = gateway;
    const result = await runTask(
      transport,
      'inspect',
      readOnlyContext(desired.interface.name, id),
      inspectFiles(desired),
    );
    if ('failure' in result) return { ...gateway, failure: { ...result.failure, unknown: false } };
    const live = parseLiveGateway(result.reply);
    if (live.missingTools.length > 0)
      return { ...gateway, failure: failureOf('missing-tools', `it lacks ${live.missingTools.join(', ')}`) };
    return {
      ...gateway,
      live,
      differences: differences(desired, live, options),
      obstacles: [...obstaclesTo(desired, live, options), ...operatorCutOff(gateway, live)],
    };
  });
}

const obstaclesTo = (
  desired: DesiredGateway,
  live: LiveGateway,
  { pruneForeignPeers }: DifferenceOptions,
): Failure[] => [
  ...(live.plannedTableError === undefined ? [] : [failureOf('bad-firewall', live.plannedTableError)]),
  ...routesTaken(desired, live).map((why) => failureOf('route-taken', why)),
  ...(pruneForeignPeers ? [] : networksTaken(desired, live).map((why) => failureOf('networks-taken', why))),
];

/** No new connection proves a change that is made from the host itself: one that takes the way to the operator is not begun. */
function operatorCutOff(
  { desired, transport }: ManagedGateway,
  { operator, routes }: LiveGateway,
): Failure[] {
  if (!transport.isLocal || operator === undefined) return [];
  const taken = desired.routes.find((route) => contains(route, operator) && !routes.includes(route));
  return taken === undefined
    ? []
    : [
        failureOf(
          'operator-cut-off',
          `${taken} would go through the tunnel, and you are connected from ${operator}`,
        ),
      ];
}

const failureOf = (code: string, why: string): Failure => ({ code, why, unknown: false });

/**
 * As it is for a deploy: one that is being changed is not what it will be, so there is nothing yet to compare the plan
 * with; one with an obstacle cannot be changed.
 */
export function failIfBlocked(inspection: Inspection): Inspection {
  if (!isInspected(inspection)) return inspection;
  const { desired, transport, live, differences: found, obstacles } = inspection;
  const [obstacle] = obstacles;
  const failure =
    live.lockHolder !== undefined
      ? failureOf('busy', live.lockHolder)
      : found.length > 0
        ? obstacle
        : undefined;
  return failure ? { desired, transport, failure } : inspection;
}

/** Whether it has answered. */
export const isInspected = (inspection: Inspection): inspection is InspectedGateway => 'live' in inspection;

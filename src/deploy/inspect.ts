/** Inspects gateways: reads their live configuration and compares it with the plan. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { Change } from '../model/resource.ts';
import { type DifferenceOptions, differences } from './difference.ts';
import { type LiveGateway, parseLiveGateway } from './live-gateway.ts';
import { mapLimit } from './map-limit.ts';
import { findObstacles } from './obstacles.ts';
import { inspectFiles } from './payload.ts';
import { type Failure, readOnlyContext, runTask } from './run-task.ts';
import type { Transport } from './transport.ts';

/** A planned gateway and the transport to its host. */
export interface ManagedGateway {
  readonly desired: DesiredGateway;
  readonly transport: Transport;
}

export interface InspectedGateway extends ManagedGateway {
  readonly live: LiveGateway;
  readonly differences: readonly Change[];
  /** Reasons not to deploy the differences. */
  readonly obstacles: readonly Failure[];
}

export type Inspection = InspectedGateway | (ManagedGateway & { readonly failure: Failure });

/** Inspects gateways, at most `concurrency` at a time. */
export function inspectGateways(
  gateways: readonly ManagedGateway[],
  concurrency: number,
  id: string,
  options: DifferenceOptions = { pruneForeignPeers: false },
): Promise<Inspection[]> {
  return mapLimit(gateways, concurrency, async (gateway) => {
    const { desired, transport } = gateway;
    const context = readOnlyContext(desired.interface.name, id);
    const outcome = await runTask(transport, 'inspect', context, inspectFiles(desired));
    if ('failure' in outcome) return { ...gateway, failure: { ...outcome.failure, unknown: false } };
    const live = parseLiveGateway(outcome.reply);
    if (live.missingTools.length > 0) return { ...gateway, failure: missingTools(live) };
    return {
      ...gateway,
      live,
      differences: differences(desired, live, options),
      obstacles: findObstacles(desired, live, { ...options, isLocal: transport.isLocal ?? false }),
    };
  });
}

const missingTools = (live: LiveGateway): Failure => ({
  code: 'missing-tools',
  why: `not installed: ${live.missingTools.join(', ')}`,
  unknown: false,
});

/**
 * Returns the inspection, or a failed one if the gateway cannot be deployed to: another change is pending, or it needs
 * changes and has an obstacle.
 */
export function failIfBlocked(inspection: Inspection): Inspection {
  if (!isInspected(inspection)) return inspection;
  const { desired, transport, live, differences: found, obstacles } = inspection;
  const [obstacle] = obstacles;
  const failure =
    live.lockHolder !== undefined
      ? { code: 'busy', why: live.lockHolder, unknown: false }
      : found.length > 0
        ? obstacle
        : undefined;
  return failure ? { desired, transport, failure } : inspection;
}

export const isInspected = (inspection: Inspection): inspection is InspectedGateway => 'live' in inspection;

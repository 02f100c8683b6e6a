/** Looking at gateways, many at a time. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { bounded } from './bounded.ts';
import { type Difference, type DifferenceOptions, differences } from './difference.ts';
import { type Change, errand, type Failure } from './errand.ts';
import { type LiveGateway, liveGateway } from './live.ts';
import type { Transport } from './transport.ts';
import { lookFiles, routesTaken } from './wanted.ts';

/** A gateway of the plan and the way to it. */
export interface Reachable {
  readonly desired: DesiredGateway;
  readonly transport: Transport;
}

export interface Seen extends Reachable {
  readonly live: LiveGateway;
  readonly differences: readonly Difference[];
}

export type Sight = Seen | (Reachable & { readonly failure: Failure });

/** What is on each gateway, and what differs from the plan. */
export function lookAt(
  gateways: readonly Reachable[],
  concurrency: number,
  id: string,
  options?: DifferenceOptions,
): Promise<Sight[]> {
  return bounded(gateways, concurrency, async (gateway) => {
    const { desired, transport } = gateway;
    const change: Change = {
      interface: desired.interface.name,
      id,
      by: '',
      secondsToConfirm: 0,
      patience: 0,
    };
    const came = await errand(transport, 'look', change, lookFiles(desired));
    if ('failure' in came) return { ...gateway, failure: { ...came.failure, unknown: false } };
    const live = liveGateway(came.reply);
    if (live.missing.length > 0) {
      return {
        ...gateway,
        failure: { code: 'missing-tools', why: `it lacks ${live.missing.join(', ')}`, unknown: false },
      };
    }
    if (live.tableError !== undefined) {
      return { ...gateway, failure: { code: 'bad-firewall', why: live.tableError, unknown: false } };
    }
    const [taken] = routesTaken(desired, live);
    if (taken !== undefined) {
      return { ...gateway, failure: { code: 'route-taken', why: taken, unknown: false } };
    }
    return { ...gateway, live, differences: differences(desired, live, options) };
  });
}

/** A gateway that is being changed is not what it will be: there is nothing yet to compare the plan with. */
export const unlessPending = (sight: Sight): Sight =>
  wasSeen(sight) && sight.live.pending !== undefined
    ? {
        desired: sight.desired,
        transport: sight.transport,
        failure: { code: 'busy', why: sight.live.pending, unknown: false },
      }
    : sight;

export const wasSeen = (sight: Sight): sight is Seen => 'live' in sight;

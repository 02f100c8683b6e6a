/** Maps the halves of a peering at Azure to the record of the peering. */
import type { Instant } from '../../model/instant.ts';
import { isPending, otherEnd, type Peering, type PeeringStatus, statusOf } from '../../model/peering.ts';
import type { Report } from '../../model/transitions/observe.ts';
import type { Name } from '../../model/values.ts';
import type { ObservedSides } from '../provider.ts';
import { wordsAt } from '../report.ts';
import {
  type AzureObserved,
  isConnected,
  isDisconnected,
  type ObservedPeering,
  unsynced,
} from './observed.ts';

/** A half of the peering and the side that has it. */
interface SideHalf {
  readonly side: Name;
  readonly half: ObservedPeering;
}

/**
 * Returns the record that the observed halves result in. The half that tells most is the one that does not work. A
 * peering is active only if all observed halves are connected, let the other VNet in, and know its address space.
 */
export function azureReport(peering: Peering, observed: ObservedSides<AzureObserved>, now: Instant): Report {
  const halves = [...observed].flatMap(([side, { half }]) => (half ? [{ side, half }] : []));
  const verdicts = halves.map((one) => verdictOf(peering, one));
  const verdict = verdicts.find(({ status }) => status !== 'active') ?? verdicts[0];
  const seen = verdict?.status ?? statusWithout(peering);
  const isKept = seen === undefined || statusOf(peering) === 'deleting';
  return { ...(isKept ? {} : { status: seen }), said: wordsAt(now, verdict) };
}

/** Without any half, a peering of the plan that was requested or planned is still just that. */
function statusWithout(peering: Peering): PeeringStatus | undefined {
  return isPending(peering) || statusOf(peering) === 'planned' ? undefined : 'inactive';
}

interface Verdict {
  readonly status: PeeringStatus;
  /** Azure's own word. */
  readonly code: string;
  readonly message: string;
}

function verdictOf(peering: Peering, { side, half }: SideHalf): Verdict {
  const peer = otherEnd(peering, side);
  const { state: code, provisioning, syncLevel } = half;
  if (isDisconnected(half)) return { status: 'inactive', code, message: `the half of ${peer} was deleted` };
  if (!isConnected(half)) {
    const status = peering.agreement.kind === 'accepted' ? 'inactive' : 'pending-acceptance';
    return { status, code, message: `the half of ${peer} does not exist yet` };
  }
  if (provisioning === 'Failed')
    return { status: 'inactive', code, message: `the last change of the half of ${side} failed` };
  if (!half.hasAccess)
    return { status: 'inactive', code, message: `the half of ${side} does not allow virtual network access` };
  if (unsynced(half).length > 0)
    return { status: 'provisioning', code, message: `the half of ${side} must be synced with ${peer}` };
  if (provisioning === 'Updating')
    return { status: 'provisioning', code, message: `the half of ${side} is being changed` };
  return { status: 'active', code, message: syncLevel || 'connected' };
}

/** Once both halves exist, Azure may take a moment to connect them. */
export function isAzureSettling(observed: ObservedSides<AzureObserved>): boolean {
  const halves = [...observed.values()].flatMap(({ half }) => (half ? [half] : []));
  return (
    halves.some(({ provisioning }) => provisioning === 'Updating') ||
    (halves.length > 1 && halves.some(({ state }) => state === 'Initiated'))
  );
}

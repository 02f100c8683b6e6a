import type { Instant } from '../instant.ts';
import {
  type Agreement,
  connectionIds,
  isPending,
  type Observation,
  type Peering,
  type PeeringStatus,
  type ProviderWords,
  turned,
  withConnectionId,
  withObservation,
} from '../peering.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';
import { withPeering } from './peering.ts';

/** An observation of a peering at its provider. Absent fields keep their recorded values. */
export interface Report {
  readonly status?: PeeringStatus;
  /** The provider's id of the peering. */
  readonly id?: string;
  readonly said?: ProviderWords;
  /** When the provider lets the request expire. */
  readonly expiresAt?: Instant;
  /** The VPC that has made the request, where the provider tells: the plan may have expected the other one to. */
  readonly requester?: Name;
}

/**
 * Returns the state with the observation recorded; the same object when nothing is new, or when the peering
 * was deleted in the meantime.
 */
export function observePeering(state: State, name: Name, report: Report): State {
  const before = state.peerings.get(name);
  if (!before) return state;
  const peering = before.accepter.end.name === report.requester ? turned(before) : before;
  const { id = peering.observed?.id } = report;
  const observed = { ...peering.observed, ...withoutRepetition(report, peering.observed) };
  const next = withObservation(
    { ...peering, agreement: agreementAfter(peering, report) },
    withConnectionId(observed, id, connectionIds(peering)),
  );
  const known = withoutPastExpiry(next);
  return JSON.stringify(known) === JSON.stringify(before) ? state : withPeering(state, known);
}

/** Hearing the same words later is not news. */
function withoutRepetition({ status, said }: Report, known: Observation | undefined): Observation {
  const isNews = said?.code !== known?.said?.code || said?.message !== known?.said?.message;
  return {
    ...(status === undefined ? {} : { status }),
    ...(said && isNews ? { said } : {}),
  };
}

/** A peering that works at its provider has been accepted there; one that was rejected or expired there has ended. */
function agreementAfter({ agreement }: Peering, { status, expiresAt }: Report): Agreement {
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  switch (status) {
    case 'rejected':
    case 'expired':
      return { kind: status };
    case 'active':
    case 'provisioning':
      return { kind: 'accepted' };
    case 'inactive':
    case 'pending-acceptance':
      // The provider may still have a request that the plan took for ended.
      if (agreement.kind !== 'accepted') return { kind: 'requested', ...kept(agreement), ...expiry };
      return agreement;
    default:
      return agreement.kind === 'requested' ? { ...agreement, ...expiry } : agreement;
  }
}

const kept = (agreement: Agreement) =>
  agreement.kind === 'requested' && agreement.expiresAt !== undefined
    ? { expiresAt: agreement.expiresAt }
    : {};

/** A request that no longer waits does not expire. */
function withoutPastExpiry(peering: Peering): Peering {
  const { agreement } = peering;
  if (agreement.kind !== 'requested' || agreement.expiresAt === undefined || isPending(peering))
    return peering;
  return { ...peering, agreement: { kind: 'requested' } };
}

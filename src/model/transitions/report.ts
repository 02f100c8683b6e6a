import { type AwsPeering, type CloudPeering, type Reported, waits } from '../cloud-peering.ts';
import type { Instant } from '../instant.ts';
import { isAlive } from '../queries.ts';
import { type PeeringStatus, type State, withEntry } from '../state.ts';
import type { Name } from '../values.ts';

/** What was found out about a peering at its provider. */
export interface Report {
  readonly status?: PeeringStatus;
  /** `pcx-…`. */
  readonly id?: string;
  readonly reported?: Reported;
  /** When the provider lets the request run out. */
  readonly expiresAt?: Instant;
}

/** The state with what was found out; the same where it knew. A peering that has gone meanwhile stays gone. */
export function reportPeering(state: State, name: Name, report: Report): State {
  const peering = state.cloudPeerings.get(name);
  if (!peering) return state;
  const { id, ...rest } = report;
  const known: CloudPeering = { ...peering, ...withoutNews(rest, peering) };
  const told: CloudPeering =
    known.via === 'aws' && id !== undefined ? ({ ...known, id } satisfies AwsPeering) : known;
  const agreed = withoutPastExpiry(withConfirmation(told));
  if (JSON.stringify(agreed) === JSON.stringify(peering)) return state;
  return { ...state, cloudPeerings: withEntry(state.cloudPeerings, name, agreed) };
}

/** At GCP a peering is active only once both networks have their half; the other may have been made there. */
const withConfirmation = (peering: CloudPeering): CloudPeering =>
  peering.via === 'gcp' && peering.status === 'active'
    ? { ...peering, accepter: { ...peering.accepter, confirmed: true } }
    : peering;

/** What waits for nobody does not run out. */
function withoutPastExpiry(peering: CloudPeering): CloudPeering {
  if (waits(peering) || peering.expiresAt === undefined) return peering;
  const { expiresAt: _, ...kept } = peering;
  return kept;
}

/** That the provider says the same as before is no change, although it was asked later. */
function withoutNews(report: Omit<Report, 'id'>, { reported }: CloudPeering): Omit<Report, 'id'> {
  if (report.reported?.code !== reported?.code || report.reported?.message !== reported?.message)
    return report;
  const { reported: _, ...rest } = report;
  return rest;
}

/** Our word for a state of a connection at AWS (EC2 API, `VpcPeeringConnectionStateReason`). */
const AWS_STATUSES: Readonly<Record<string, PeeringStatus>> = {
  'initiating-request': 'pending-acceptance',
  'pending-acceptance': 'pending-acceptance',
  provisioning: 'provisioning',
  active: 'active',
  rejected: 'rejected',
  expired: 'expired',
  failed: 'failed',
  deleting: 'deleting',
  // Somebody has taken it away there.
  deleted: 'failed',
};

/**
 * The status of a peering that its provider says this of. What both sides have agreed to is on its way while the
 * provider still waits; what only one has agreed to stays as it is.
 * @param code  absent where there is none at the provider
 */
export function statusFrom(peering: CloudPeering, code: string | undefined): PeeringStatus {
  const { status } = peering;
  if (peering.via === 'gcp')
    return status === 'deleting' ? status : code === 'ACTIVE' ? 'active' : 'inactive';
  if (code === undefined) return isAlive(peering) ? whereNone(peering) : status;
  if (status === 'deleting' && code !== 'deleted') return status;
  const said = AWS_STATUSES[code] ?? status;
  const isAgreed = status === 'active' || status === 'provisioning';
  if (said !== 'pending-acceptance') return said;
  return isAgreed ? 'provisioning' : status === 'inactive' ? status : said;
}

/** AWS shows a connection for a while after its end: where one was and none is any more, it has gone. */
function whereNone({ status, id }: AwsPeering): PeeringStatus {
  if (id !== undefined || status === 'deleting') return 'failed';
  return status === 'active' ? 'provisioning' : status;
}

/** The words of a provider, at a moment. */
export const reportedAt = (code: string, message: string, at: Instant): Reported => ({ code, message, at });

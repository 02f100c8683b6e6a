/** Maps the status of a connection at AWS to the record of the peering. */
import { EXIT, UserError } from '../../errors.ts';
import { type Instant, readTimestamp } from '../../model/instant.ts';
import { isAlive, type Peering, type PeeringStatus, statusOf } from '../../model/peering.ts';
import type { Report } from '../../model/transitions/observe.ts';
import { providerText } from '../explain.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { wordsAt } from '../report.ts';
import { type AwsObserved, connectionIn, isStanding } from './observed.ts';
import { awsPlaces, importLine } from './place.ts';

/** peerway's word for each state of a connection (EC2 API, `VpcPeeringConnectionStateReason`). */
const STATUSES: Readonly<Record<string, PeeringStatus>> = {
  'initiating-request': 'pending-acceptance',
  'pending-acceptance': 'pending-acceptance',
  provisioning: 'provisioning',
  active: 'active',
  rejected: 'rejected',
  expired: 'expired',
  failed: 'failed',
  deleting: 'deleting',
  // Deleted at AWS by someone else.
  deleted: 'failed',
};

/** Returns the record that the observed sides result in. AWS shows the same status on both sides. */
export function awsReport(peering: Peering, observed: ObservedSides<AwsObserved>, now: Instant): Report {
  const connection = connectionIn(observed, isStanding) ?? connectionIn(observed, () => true);
  const expiresAt = readTimestamp(connection?.expiresAt ?? '');
  // The accepter's side alone may not show the request yet.
  const isHidden = !connection && !observed.has(peering.requester.end.name);
  const status = isHidden ? statusOf(peering) : awsStatus(peering, connection?.code);
  return {
    // A planned peering has not been observed.
    ...(status === 'planned' ? {} : { status }),
    ...(connection ? { id: connection.id } : {}),
    ...(expiresAt ? { expiresAt } : {}),
    ...(connection?.requester && isStanding(connection) ? { requester: connection.requester } : {}),
    said: wordsAt(now, connection),
  };
}

/**
 * The status of a peering that AWS shows in this state. A peering that both owners accepted is provisioning while AWS
 * still waits; one that waits for an owner keeps its status.
 * @param code  undefined when AWS shows no connection
 */
export function awsStatus(peering: Peering, code: string | undefined): PeeringStatus {
  const status = statusOf(peering);
  if (code === undefined) return isAlive(peering) ? statusWithout(peering) : status;
  if (status === 'deleting' && code !== 'deleted') return status;
  const said = STATUSES[code] ?? status;
  if (said !== 'pending-acceptance') return said;
  if (peering.agreement.kind === 'accepted' && isAlive(peering)) return 'provisioning';
  return said;
}

/** AWS shows a connection for a while after its end, so a known connection that is missing was deleted. */
function statusWithout(peering: Peering): PeeringStatus {
  const status = statusOf(peering);
  if (peering.observed?.id !== undefined || status === 'deleting') return 'failed';
  return status === 'active' ? 'provisioning' : status;
}

/**
 * The id of the connection that exists. The accepter's side alone may not show the request yet; the requester's shows
 * everything.
 */
export const awsIdentify = ({ peering }: Scene, observed: ObservedSides<AwsObserved>): string | undefined =>
  connectionIn(observed, isStanding)?.id ??
  (observed.has(peering.requester.end.name) ? undefined : peering.observed?.id);

/** A connection that the accepter requested is the plan's only if the plan knows its id. Throws exit 6 otherwise. */
export function assertOwnConnection({ peering }: Scene, observed: ObservedSides<AwsObserved>): void {
  const { name, accepter } = peering;
  const id = peering.observed?.id;
  const other = connectionIn(observed, (one) => one.requester === accepter.end.name && one.id !== id);
  if (!other) return;
  const message = `${accepter.end.name} has requested ${other.id}, which is not in the plan`;
  throw new UserError(EXIT.rolledBack, 'provider-no-peering', message, {
    hint: `to keep that one, run \`peerway peering delete ${name}\` to delete it from the plan only`,
  });
}

/** AWS gives the reason in the status of the ended connection. */
export function awsEndedBecause({ state, peering, access }: Scene, observed: ObservedSides<AwsObserved>) {
  const connection = connectionIn(observed, (one) => !isStanding(one));
  if (!connection || connectionIn(observed, isStanding)) return undefined;
  const { code, message } = connection;
  // The plan has compared the networks it knows, so if AWS sees an overlap, the recorded ids or CIDRs are wrong.
  const lines = awsPlaces(state, peering, access)
    .filter(({ vpc }) => observed.has(vpc))
    .map((place) => `\`${importLine(place)}\``);
  const hint = /incorrect VPC-ID, Account ID, or overlapping/.test(message)
    ? `no CIDRs of the plan overlap, so the VPCs differ from the plan; run ${lines.join(' and ')} to update it, and \`peerway vpc show ${peering.accepter.end.name}\` to check the account and VPC ID`
    : 'fix the cause, and run the command again';
  return { message: `AWS has ended it: ${code}: ${providerText(message)}`, hint };
}

/** AWS checks a new request for some seconds before it waits for acceptance, or fails. */
export const isSettling = (observed: ObservedSides<AwsObserved>): boolean =>
  connectionIn(observed, ({ code }) => code === 'initiating-request') !== undefined;

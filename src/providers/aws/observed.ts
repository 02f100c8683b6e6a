/** One side of a peering as AWS describes it. */
import { connectionIds, type Peering } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';

export interface ObservedConnection {
  /** `pcx-…`. */
  readonly id: string;
  /** `pending-acceptance`, `active` and the like. */
  readonly code: string;
  readonly message: string;
  /** The VPC that has requested it. */
  readonly requester?: Name;
  /** The account of the accepter's VPC. */
  readonly accepterAccount?: string;
  /** ISO 8601; while it waits for acceptance. */
  readonly expiresAt?: string;
  /** True when the peer may resolve this side's private names; absent when AWS does not say. */
  readonly dns?: boolean;
}

export interface ObservedRoute {
  readonly table: string;
  readonly cidr: string;
  /** `pcx-…`, `igw-…`, `local`. */
  readonly target: string;
  /** True when its target no longer exists. */
  readonly blackhole: boolean;
  /** True for a route that a virtual private gateway has announced: a route of the table takes precedence. */
  readonly isPropagated?: true;
}

export interface ObservedIngress {
  readonly group: string;
  readonly cidr: string;
  /** `-1` for all protocols. */
  readonly protocol: string;
  readonly description: string;
}

/** A flow log of the VPC. */
export interface ObservedFlowLog {
  /** `fl-…`. */
  readonly id: string;
  /** The ARN of its destination. */
  readonly destination: string;
  /** The role that writes to it, where it has one. */
  readonly role?: string;
  /** True if it has the tag of peerway. */
  readonly isOwn: boolean;
  /** `ALL`, `ACCEPT` or `REJECT`. */
  readonly traffic: string;
  /** Why nothing reaches its destination, in the words of AWS. */
  readonly failure?: string;
}

export interface AwsObserved {
  /** The account of the VPC. */
  readonly account?: string;
  /** The route tables of its subnets. */
  readonly tables?: readonly string[];
  /** Its security groups; absent if they could not be read. */
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  readonly connection?: ObservedConnection;
  /** Routes in all route tables of the VPC. */
  readonly routes: readonly ObservedRoute[];
  /** Rules of all security groups of the VPC. */
  readonly ingress: readonly ObservedIngress[];
  /** Read only if the peering has had flow logs on this side. */
  readonly flowLogs?: readonly ObservedFlowLog[];
}

/** States of a connection that exists; in all others it is ending, and AWS creates a new one. */
const STANDING = ['initiating-request', 'pending-acceptance', 'provisioning', 'active'];

/** States from which a connection never becomes active. */
export const ENDED = ['failed', 'expired', 'rejected', 'deleting', 'deleted'];

export const isStanding = ({ code }: ObservedConnection): boolean => STANDING.includes(code);

/** The first connection on the observed sides that fits. */
export const connectionIn = (
  observed: ReadonlyMap<string, AwsObserved>,
  fits: (connection: ObservedConnection) => boolean,
): ObservedConnection | undefined =>
  [...observed.values()]
    .map(({ connection }) => connection)
    .find((connection) => connection !== undefined && fits(connection));

/** The ids of the connections that the peering has or had: routes to these are peerway's own. */
export const ownIds = (
  peering: Pick<Peering, 'observed'>,
  { connection }: Pick<AwsObserved, 'connection'>,
): ReadonlySet<string> => new Set([...connectionIds(peering), ...(connection ? [connection.id] : [])]);

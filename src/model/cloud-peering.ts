/** Peerings that a cloud itself carries, AWS or GCP: between VPCs, without gateways. */
import type { Instant } from './instant.ts';
import type { PeeringStatus } from './state.ts';
import type { Name, Owner } from './values.ts';

/** What the provider last said of a peering, in its own words. */
export interface Reported {
  /** `pending-acceptance` and the like at AWS, `ACTIVE` or `INACTIVE` at GCP. */
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
}

/** What the peerings of every cloud have. */
interface Common {
  readonly name: Name;
  readonly status: PeeringStatus;
  /** Absent until the provider was asked. */
  readonly reported?: Reported;
  readonly createdAt: Instant;
  readonly createdBy: Owner;
  /** Who ran the command, where the system knew. */
  readonly createdLogin?: Owner;
  /** Only while it waits for acceptance, where the provider lets requests run out. */
  readonly expiresAt?: Instant;
}

export interface AwsSide {
  readonly vpc: Name;
  readonly owner: Owner;
  /** Whether the peer may resolve this side's private DNS names: AllowDnsResolutionFromRemoteVpc. */
  readonly dns: boolean;
}

export interface AwsPeering extends Common {
  readonly via: 'aws';
  readonly requester: AwsSide;
  readonly accepter: AwsSide;
  /** `pcx-…`, once it is known. */
  readonly id?: string;
}

/** Which routes a GCP network gives to its peer and takes from it, beside private subnet routes, which always go. */
export interface GcpOptions {
  readonly exportCustomRoutes: boolean;
  readonly importCustomRoutes: boolean;
  readonly exportSubnetRoutesWithPublicIp: boolean;
  readonly importSubnetRoutesWithPublicIp: boolean;
}

/** What GCP does when nothing is said. */
export const GCP_DEFAULTS: GcpOptions = {
  exportCustomRoutes: false,
  importCustomRoutes: false,
  exportSubnetRoutesWithPublicIp: true,
  importSubnetRoutesWithPublicIp: false,
};

export interface GcpSide {
  readonly vpc: Name;
  readonly owner: Owner;
  /** Whether its half is to exist: at GCP each side makes its own. */
  readonly confirmed: boolean;
  readonly options: GcpOptions;
}

export const STACK_TYPES = ['IPV4_ONLY', 'IPV4_IPV6'] as const;
export type StackType = (typeof STACK_TYPES)[number];

export interface GcpPeering extends Common {
  readonly via: 'gcp';
  readonly requester: GcpSide;
  readonly accepter: GcpSide;
  readonly stackType: StackType;
}

export type CloudPeering = AwsPeering | GcpPeering;

/** A provider that peers VPCs by itself. */
export type Cloud = CloudPeering['via'];

/** Whether only the requester has said yes. */
export const waits = (peering: CloudPeering): boolean =>
  peering.status === 'inactive' || peering.status === 'pending-acceptance'
    ? peering.via === 'aws' || !peering.accepter.confirmed
    : false;

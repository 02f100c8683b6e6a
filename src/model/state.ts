/** The whole of what peerway knows. Values, never classes with behaviour: transitions make new ones. */
import type { Cidr, Ip } from './address/cidr.ts';
import type { CloudPeering } from './cloud-peering.ts';
import type { Endpoint, SshTarget } from './endpoint.ts';
import type { Instant } from './instant.ts';
import type { Secret } from './secret.ts';
import type { InterfaceName, Name, Owner, PublicKey } from './values.ts';

export interface Location {
  readonly name: Name;
  /** Whether VPN gateways may be peered in it. A location never set counts as on. */
  readonly vpnGateway: boolean;
}

export type Provider =
  | { readonly kind: 'generic' }
  | {
      readonly kind: 'aws';
      readonly account?: string;
      readonly region?: string;
      readonly vpcId?: string;
      readonly routeTables: readonly string[];
      readonly securityGroups: readonly string[];
    }
  | {
      readonly kind: 'gcp';
      readonly project?: string;
      readonly network?: string;
      /** Whether GCP makes its subnets, all of them in 10.128.0.0/9; absent where nobody said. */
      readonly autoMode?: boolean;
    };

export const PROVIDERS = ['generic', 'aws', 'gcp'] as const;

export interface Subnet {
  readonly name: Name;
  readonly cidr: Cidr;
}

export interface Vpc {
  readonly name: Name;
  readonly owner: Owner;
  readonly location?: Name;
  readonly provider: Provider;
  /** In plan order; no two of them overlap. */
  readonly cidrs: readonly Cidr[];
  readonly subnets: readonly Subnet[];
}

export const GATEWAY_STATUSES = ['pending', 'active', 'inactive', 'failed'] as const;
export type GatewayStatus = (typeof GATEWAY_STATUSES)[number];

export interface Gateway {
  readonly name: Name;
  readonly owner: Owner;
  readonly vpc: Name;
  readonly status: GatewayStatus;
  readonly endpoint: Endpoint;
  /** At most one of each family; its first host address is the gateway. */
  readonly tunnelSubnets: readonly Cidr[];
  readonly interface: InterfaceName;
  /** Bytes; of the WireGuard interface. */
  readonly mtu: number;
  /** The gateway's addresses in its VPC, which the VPC's routes point to; at most one of each family. */
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly publicKey: PublicKey;
  /** Absent when the operator brought a public key: then the private one never leaves the gateway. */
  readonly privateKey?: Secret;
}

/** What was last handed out in a client's configuration; compared with what would be handed out now. */
export interface IssuedConfig {
  readonly at: Instant;
  readonly allowedIps: readonly Cidr[];
  readonly endpoint: string;
  readonly gatewayPublicKey: PublicKey;
  /** Bytes. */
  readonly mtu: number;
}

export interface Client {
  readonly name: Name;
  readonly gateway: Name;
  readonly status: 'active' | 'expired';
  /** One of each of the gateway's tunnel subnets. */
  readonly addresses: readonly Ip[];
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
  readonly presharedKey: Secret;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly issued?: IssuedConfig;
}

export const PEERING_STATUSES = [
  'pending-acceptance',
  'provisioning',
  'active',
  'inactive',
  'rejected',
  'expired',
  'failed',
  'deleting',
] as const;
export type PeeringStatus = (typeof PEERING_STATUSES)[number];

/** What carries a peering: WireGuard between two gateways, or a cloud between two VPCs. */
export const VIAS = ['wireguard', 'aws', 'gcp'] as const;
export type Via = (typeof VIAS)[number];

/** One end of a peering of gateways. */
export interface Side {
  readonly gateway: Name;
  readonly owner: Owner;
  /** One of each of the gateway's tunnel subnets; none once the peering has ended. */
  readonly tunnelAddresses: readonly Ip[];
}

/** A peering of two gateways; those of the clouds are `CloudPeering`. */
export interface Peering {
  readonly name: Name;
  readonly via: 'wireguard';
  readonly status: PeeringStatus;
  readonly requester: Side;
  readonly accepter: Side;
  /** Of the pair; gone once the peering has ended. */
  readonly presharedKey?: Secret;
  readonly createdAt: Instant;
  readonly createdBy: Owner;
  /** Who ran the command, where the system knew. */
  readonly createdLogin?: Owner;
  /** Only while it waits for acceptance. */
  readonly expiresAt?: Instant;
}

export interface State {
  readonly locations: ReadonlyMap<Name, Location>;
  readonly vpcs: ReadonlyMap<Name, Vpc>;
  readonly gateways: ReadonlyMap<Name, Gateway>;
  /** Keyed by `clientKey`. */
  readonly clients: ReadonlyMap<string, Client>;
  readonly peerings: ReadonlyMap<Name, Peering>;
  /** No name is in both maps of peerings. */
  readonly cloudPeerings: ReadonlyMap<Name, CloudPeering>;
}

export const EMPTY_STATE: State = {
  locations: new Map(),
  vpcs: new Map(),
  gateways: new Map(),
  clients: new Map(),
  peerings: new Map(),
  cloudPeerings: new Map(),
};

/** Client names are unique per gateway. */
export const clientKey = (gateway: Name, client: Name): string => `${gateway}/${client}`;

/** A copy of the map with one entry set. */
export const withEntry = <Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value,
): Map<Key, Value> => new Map(map).set(key, value);

/** A copy of the map without the entries. */
export function withoutEntries<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  keys: Iterable<Key>,
): Map<Key, Value> {
  const copy = new Map(map);
  for (const key of keys) copy.delete(key);
  return copy;
}

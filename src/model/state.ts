/** The state: plain values without behavior. Transitions return new ones. */
import type { Cidr, Ip } from './address/cidr.ts';
import type { InterfaceAddress } from './address/interface-address.ts';
import type { Device } from './device.ts';
import type { Endpoint, HostName, SshTarget } from './endpoint.ts';
import type { Instant } from './instant.ts';
import type { Labels } from './labels.ts';
import type { NamedAtProvider } from './name-at-provider.ts';
import type { Peering } from './peering.ts';
import type { Secret } from './secret.ts';
import type { Setting, SettingName } from './settings.ts';
import type { InterfaceName, Name, Owner, PublicKey } from './values.ts';

export interface Location {
  readonly name: Name;
  /** True if VPN gateways in this location may be peered. The default for an unknown location is true. */
  readonly vpnGateway: boolean;
}

/** An id of a VPC at its provider; several of them for route tables and the like. */
export type IdValue = string | boolean | readonly string[];

/** The cloud that a VPC is in, with the VPC's ids there; `generic` for none. Each provider's id table names the ids. */
export interface ProviderIds {
  readonly kind: string;
  readonly [id: string]: IdValue;
}

export const GENERIC: ProviderIds = { kind: 'generic' };

export interface Subnet {
  readonly name: Name;
  readonly cidr: Cidr;
  /** Availability zone, or region where the provider's subnets are regional; absent while it is not known. */
  readonly zone?: string;
  /** True if its hosts reach the internet and can have public addresses. */
  readonly public?: boolean;
}

export const CREATION_STATUSES = ['planned', 'creating', 'created', 'deleting'] as const;
export type CreationStatus = (typeof CREATION_STATUSES)[number];

/** Record of a VPC that peerway itself creates at its provider. */
export interface Creation {
  /** Marks everything that belongs to the VPC there: 16 hexadecimal digits. */
  readonly id: string;
  readonly status: CreationStatus;
  /**
   * Keys of the resources that an unfinished run has asked the provider for: each may exist although it is not visible
   * yet. Absent if there are none.
   */
  readonly requested?: readonly string[];
}

export interface Vpc extends NamedAtProvider {
  readonly owner: Owner;
  readonly location?: Name;
  readonly provider: ProviderIds;
  /** Absent for none. */
  readonly labels?: Labels;
  /** In plan order; no two of them overlap. */
  readonly cidrs: readonly Cidr[];
  /** Bytes; of the network, or of the line to the Internet. Absent if it is the usual one of the provider. */
  readonly mtu?: number;
  readonly subnets: readonly Subnet[];
  /** Absent for a VPC that peerway did not create. */
  readonly creation?: Creation;
}

export const GATEWAY_STATUSES = ['pending', 'active', 'inactive', 'failed'] as const;
export type GatewayStatus = (typeof GATEWAY_STATUSES)[number];

export interface Gateway extends NamedAtProvider {
  readonly owner: Owner;
  readonly vpc: Name;
  /** Absent for none. */
  readonly labels?: Labels;
  readonly status: GatewayStatus;
  /** Absent for Linux. */
  readonly device?: Device;
  /** The address at which other gateways reach it; absent if they cannot, such as behind NAT. */
  readonly endpoint?: Endpoint;
  /** UDP port of the interface, if it is not that of the endpoint or the default. See `listenPortOf`. */
  readonly listenPort?: number;
  /** At most one of each family; its first host address is the gateway, unless `addresses` has others. */
  readonly tunnelSubnets: readonly Cidr[];
  /** The gateway's own addresses on the interface, as an import found them; absent for the first host addresses. */
  readonly addresses?: readonly InterfaceAddress[];
  readonly interface: InterfaceName;
  /** Bytes; of the WireGuard interface. */
  readonly mtu: number;
  /** The gateway's addresses in its VPC, which the VPC's routes point to; at most one of each family. */
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly publicKey: PublicKey;
  /** Absent when the operator brought a public key: then the private one never leaves the gateway. */
  readonly privateKey?: Secret;
  /** When the plan got the key; absent if it is not known. */
  readonly keyCreatedAt?: Instant;
  /** Set if the clients of the gateway may reach each other. */
  readonly clientToClient?: true;
  /** Networks of foreign peers, in plan order, whose traffic with the VPC the firewall allows; absent for none. */
  readonly allowForeign?: readonly Cidr[];
  /** Peers that an import found on the interface and that are not in the plan; absent for none. */
  readonly foreignPeers?: readonly ForeignPeer[];
}

/** A peer on the interface of a gateway that belongs to no peering or client of the plan. */
export interface ForeignPeer {
  readonly publicKey: PublicKey;
  readonly allowedIps: readonly Cidr[];
  /** As the import found it, to compare with that of the other end. */
  readonly presharedKey?: Secret;
  /** Set if the import found that the peer has no preshared key. */
  readonly withoutPresharedKey?: true;
}

/** The configuration that a client received last, to compare with the current one. */
export interface IssuedConfig {
  readonly at: Instant;
  readonly allowedIps: readonly Cidr[];
  readonly endpoint: string;
  readonly gatewayPublicKey: PublicKey;
  /** Bytes. */
  readonly mtu: number;
  /** DNS servers and search domains; absent for none. */
  readonly dns?: readonly string[];
}

export const CLIENT_STATUSES = ['active', 'disabled', 'expired'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** Name resolution of a client while its tunnel is up. */
export interface ClientDns {
  readonly servers: readonly Ip[];
  readonly searchDomains: readonly HostName[];
}

export interface Client {
  readonly name: Name;
  readonly gateway: Name;
  /** Only an active client is a peer of its gateway. */
  readonly status: ClientStatus;
  /** One of each of the gateway's tunnel subnets; an imported client may lack one. */
  readonly addresses: readonly Ip[];
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
  /** Absent for an imported client that has none. */
  readonly presharedKey?: Secret;
  /** Set if the client was imported without a preshared key. */
  readonly withoutPresharedKey?: true;
  /** Set while the client has the keys that it was imported with, of which the age is not known. */
  readonly hasImportedKey?: true;
  readonly createdAt: Instant;
  /** Absent while the client has its first keys. */
  readonly keyCreatedAt?: Instant;
  readonly expiresAt?: Instant;
  /** Absent for none. */
  readonly dns?: ClientDns;
  readonly issued?: IssuedConfig;
}

export interface State {
  readonly locations: ReadonlyMap<Name, Location>;
  readonly vpcs: ReadonlyMap<Name, Vpc>;
  readonly gateways: ReadonlyMap<Name, Gateway>;
  /** Keyed by `clientKey`. */
  readonly clients: ReadonlyMap<string, Client>;
  readonly peerings: ReadonlyMap<Name, Peering>;
  readonly settings: ReadonlyMap<SettingName, Setting>;
}

export const EMPTY_STATE: State = {
  locations: new Map(),
  vpcs: new Map(),
  gateways: new Map(),
  clients: new Map(),
  peerings: new Map(),
  settings: new Map(),
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

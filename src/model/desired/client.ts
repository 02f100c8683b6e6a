/** The desired configuration of a client, compared with the one it has. */
import { type Cidr, familyOf, hostCidr, sortedCidrs } from '../address/cidr.ts';
import { type Endpoint, endpointText } from '../endpoint.ts';
import type { Instant } from '../instant.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import type { Secret } from '../secret.ts';
import type { Client, IssuedConfig, State } from '../state.ts';
import type { PublicKey } from '../values.ts';
import { desiredGateway, KEEPALIVE } from './gateway.ts';

export interface DesiredClient {
  /** Absent if the operator provided the public key. */
  readonly privateKey?: Secret;
  readonly addresses: readonly Cidr[];
  /** Bytes. */
  readonly mtu: number;
  readonly gatewayPublicKey: PublicKey;
  /** Absent for an imported client that has none. */
  readonly presharedKey?: Secret;
  readonly endpoint: Endpoint;
  /** The gateway's VPC and tunnel subnets and all peered VPCs, in the families of the client's addresses. */
  readonly allowedIps: readonly Cidr[];
  /** Seconds. */
  readonly keepalive: number;
  /** DNS servers, then search domains, as wg-quick(8) takes them; none for the client's own. */
  readonly dns: readonly string[];
}

/** Throws for a damaged state, in which a gateway without an endpoint has clients. */
export function desiredClient(state: State, client: Client): DesiredClient {
  const gateway = gatewayNamed(state, client.gateway);
  const { endpoint } = gateway;
  if (!endpoint) throw new Error(`gateway ${gateway.name} has client ${client.name}, but no endpoint`);
  const { peeredVpcs } = desiredGateway(state, gateway.name).firewall;
  const families = new Set(client.addresses.map(familyOf));
  return {
    ...(client.privateKey ? { privateKey: client.privateKey } : {}),
    addresses: client.addresses.map(hostCidr),
    mtu: gateway.mtu,
    gatewayPublicKey: gateway.publicKey,
    ...(client.presharedKey ? { presharedKey: client.presharedKey } : {}),
    endpoint,
    allowedIps: sortedCidrs([...vpcOf(state, gateway).cidrs, ...gateway.tunnelSubnets, ...peeredVpcs]).filter(
      (cidr) => families.has(familyOf(cidr)),
    ),
    keepalive: KEEPALIVE,
    dns: [...(client.dns?.servers ?? []), ...(client.dns?.searchDomains ?? [])],
  };
}

/** Returns the record of a configuration that is given to a client. */
export const issuedConfig = (desired: DesiredClient, at: Instant): IssuedConfig => ({
  at,
  allowedIps: desired.allowedIps,
  endpoint: endpointText(desired.endpoint),
  gatewayPublicKey: desired.gatewayPublicKey,
  mtu: desired.mtu,
  ...(desired.dns.length > 0 ? { dns: desired.dns } : {}),
});

/** Returns how the configuration that a client has differs from the current one; empty if it is up to date. */
export function configDifferences(desired: DesiredClient, issued: IssuedConfig): string[] {
  const current = issuedConfig(desired, issued.at);
  const [now, before] = [new Set(current.allowedIps), new Set(issued.allowedIps)];
  const missing = current.allowedIps.filter((cidr) => !before.has(cidr));
  const extra = issued.allowedIps.filter((cidr) => !now.has(cidr));
  return [
    ...missing.map((cidr) => `lacks ${cidr}`),
    ...extra.map((cidr) => `still has ${cidr}`),
    ...(current.endpoint === issued.endpoint ? [] : [`endpoint is now ${current.endpoint}`]),
    ...(current.mtu === issued.mtu ? [] : [`MTU is now ${current.mtu}`]),
    ...((current.dns ?? []).join() === (issued.dns ?? []).join()
      ? []
      : [`DNS is now ${desired.dns.join(', ') || 'not set'}`]),
    ...(current.gatewayPublicKey === issued.gatewayPublicKey ? [] : ['the gateway has a new public key']),
  ];
}

export const CONFIG_STATUSES = ['never-issued', 'current', 'stale', 'expired', 'disabled'] as const;
export type ConfigStatus = (typeof CONFIG_STATUSES)[number];

/** @param differences  result of `configDifferences` */
export function configStatus(client: Client, differences: readonly string[]): ConfigStatus {
  if (client.status !== 'active') return client.status;
  if (!client.issued) return 'never-issued';
  return differences.length === 0 ? 'current' : 'stale';
}

/** What a client's configuration has to say, and whether the one it was given still says so. */
import { type Cidr, familyOf, hostCidr, sortedCidrs } from '../address/cidr.ts';
import { type Endpoint, endpointText } from '../endpoint.ts';
import type { Instant } from '../instant.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import type { Secret } from '../secret.ts';
import type { Client, IssuedConfig, State } from '../state.ts';
import type { PublicKey } from '../values.ts';
import { desiredGateway, KEEPALIVE } from './gateway.ts';

export interface DesiredClient {
  /** Absent where the operator brought the public key. */
  readonly privateKey?: Secret;
  readonly addresses: readonly Cidr[];
  /** Bytes. */
  readonly mtu: number;
  readonly gatewayPublicKey: PublicKey;
  readonly presharedKey: Secret;
  readonly endpoint: Endpoint;
  /** The gateway's VPC, its tunnel subnets, every peered VPC; of the families that the client has an address of. */
  readonly allowedIps: readonly Cidr[];
  /** Seconds. */
  readonly keepalive: number;
}

export function desiredClient(state: State, client: Client): DesiredClient {
  const gateway = gatewayNamed(state, client.gateway);
  const { peeredVpcs } = desiredGateway(state, gateway.name).firewall;
  const families = new Set(client.addresses.map(familyOf));
  return {
    ...(client.privateKey ? { privateKey: client.privateKey } : {}),
    addresses: client.addresses.map(hostCidr),
    mtu: gateway.mtu,
    gatewayPublicKey: gateway.publicKey,
    presharedKey: client.presharedKey,
    endpoint: gateway.endpoint,
    allowedIps: sortedCidrs([...vpcOf(state, gateway).cidrs, ...gateway.tunnelSubnets, ...peeredVpcs]).filter(
      (cidr) => families.has(familyOf(cidr)),
    ),
    keepalive: KEEPALIVE,
  };
}

/** What is noted of a configuration when it is handed out. */
export const issuedConfig = (desired: DesiredClient, at: Instant): IssuedConfig => ({
  at,
  allowedIps: desired.allowedIps,
  endpoint: endpointText(desired.endpoint),
  gatewayPublicKey: desired.gatewayPublicKey,
  mtu: desired.mtu,
});

/** How the configuration a client was given differs from what it would be given now; none when it is current. */
export function configDifferences(desired: DesiredClient, issued: IssuedConfig): string[] {
  const now = issuedConfig(desired, issued.at);
  const [has, had] = [new Set(now.allowedIps), new Set(issued.allowedIps)];
  const missing = now.allowedIps.filter((cidr) => !had.has(cidr));
  const extra = issued.allowedIps.filter((cidr) => !has.has(cidr));
  return [
    ...missing.map((cidr) => `lacks ${cidr}`),
    ...extra.map((cidr) => `still has ${cidr}`),
    ...(now.endpoint === issued.endpoint ? [] : [`endpoint is now ${now.endpoint}`]),
    ...(now.mtu === issued.mtu ? [] : [`MTU is now ${now.mtu}`]),
    ...(now.gatewayPublicKey === issued.gatewayPublicKey ? [] : ['the gateway has a new public key']),
  ];
}

export type ConfigStatus = 'never-issued' | 'current' | 'stale' | 'expired';

/** Whether a client has to be given its configuration (again); `stale` is what `configDifferences` found. */
export function configStatus(client: Client, stale: readonly string[]): ConfigStatus {
  if (client.status === 'expired') return 'expired';
  if (!client.issued) return 'never-issued';
  return stale.length === 0 ? 'current' : 'stale';
}

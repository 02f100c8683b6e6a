/** Plans for tests, built by the transitions of the model, with keys that are the same in every run. */
import { createHash } from 'node:crypto';
import { type Cidr, type Ip, readCidr } from '../../src/model/address/cidr.ts';
import { parseEndpoint } from '../../src/model/endpoint.ts';
import type { Instant } from '../../src/model/instant.ts';
import { Secret } from '../../src/model/secret.ts';
import {
  EMPTY_STATE,
  type Gateway,
  type GatewayStatus,
  type State,
  withEntry,
} from '../../src/model/state.ts';
import { addClient } from '../../src/model/transitions/client.ts';
import { createPeering } from '../../src/model/transitions/create-peering.ts';
import { createGateway } from '../../src/model/transitions/gateway.ts';
import { addVpc } from '../../src/model/transitions/vpc.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { wireguard } from '../../src/providers/wireguard/spec.ts';

export const NOW = '2026-01-02T03:04:05.000Z' as Instant;

/** Returns a key that depends only on the label: 32 bytes in base64. */
export const keyFor = (label: string): string => createHash('sha256').update(label).digest('base64');

export const cidrs = (...texts: string[]): Cidr[] =>
  texts.map((text) => {
    const cidr = readCidr(text);
    if (!cidr) throw new Error(`not a CIDR: ${text}`);
    return cidr;
  });

export interface GatewayPlan {
  readonly cidrs: readonly string[];
  readonly tunnels: readonly string[];
  /** Default: a DNS name. */
  readonly endpoint?: string | 'none';
  readonly listenPort?: number;
  readonly owner?: string;
  readonly status?: GatewayStatus;
  readonly lan?: readonly string[];
  readonly vpc?: string;
  readonly location?: string;
  readonly ownKey?: boolean;
}

/** Adds a gateway, in the VPC that the plan names (default: a new VPC with the gateway's name). */
export function withGateway(state: State, name: string, plan: GatewayPlan): State {
  const owner = (plan.owner ?? 'netops') as Owner;
  const vpc = (plan.vpc ?? name) as Name;
  const location = plan.location ? { location: plan.location as Name } : {};
  const provider = { kind: 'generic' } as const;
  const base = state.vpcs.has(vpc)
    ? state
    : addVpc(specs, state, {
        name: vpc,
        owner,
        provider,
        cidrs: cidrs(...plan.cidrs),
        subnets: [],
        ...location,
      }).state;
  const gateway: Gateway = {
    name: name as Name,
    owner,
    vpc,
    status: plan.status ?? 'active',
    ...(plan.endpoint === 'none' ? {} : { endpoint: parseEndpoint(plan.endpoint ?? `${name}.example`) }),
    ...(plan.listenPort === undefined ? {} : { listenPort: plan.listenPort }),
    tunnelSubnets: cidrs(...plan.tunnels),
    interface: 'wg0' as InterfaceName,
    mtu: 1420,
    lanAddresses: (plan.lan ?? []) as Ip[],
    publicKey: keyFor(`public ${name}`) as PublicKey,
    ...(plan.ownKey ? {} : { privateKey: new Secret(keyFor(`private ${name}`)) }),
  };
  return createGateway(base, gateway).state;
}

export interface PeeringPlan {
  readonly name?: string;
  readonly request?: boolean;
  readonly actor?: string;
}

export function withPeering(state: State, a: string, b: string, plan: PeeringPlan = {}): State {
  const name = (plan.name ?? `${a}-${b}`) as Name;
  return createPeering(specs, state, {
    spec: wireguard,
    ends: [a, b],
    name,
    both: !(plan.request ?? false),
    options: {},
    actor: (plan.actor ?? 'netops') as Owner,
    presharedKey: new Secret(keyFor(`preshared ${name}`)),
    now: NOW,
  }).state;
}

export const withClient = (state: State, gateway: string, name: string): State =>
  addClient(state, {
    gateway: gateway as Name,
    name: name as Name,
    publicKey: keyFor(`public ${gateway} ${name}`) as PublicKey,
    privateKey: new Secret(keyFor(`private ${gateway} ${name}`)),
    presharedKey: new Secret(keyFor(`preshared ${gateway} ${name}`)),
    createdAt: NOW,
  }).state;

const SEOUL: GatewayPlan = {
  cidrs: ['10.0.0.0/16'],
  tunnels: ['10.99.1.0/24'],
  endpoint: '203.0.113.1',
  lan: ['10.0.0.2'],
};
const OSAKA: GatewayPlan = {
  cidrs: ['172.31.0.0/16'],
  tunnels: ['10.99.2.0/24'],
  endpoint: '203.0.113.2',
  lan: ['172.31.0.2'],
};

/** Seoul and Osaka, not peered. */
export const twoGateways = (): State => withGateway(withGateway(EMPTY_STATE, 'seoul', SEOUL), 'osaka', OSAKA);

/** The worked example: Seoul and Osaka, peered. */
export const onePeering = (): State => withPeering(twoGateways(), 'seoul', 'osaka');

/** Seoul with two clients and three peerings. One of the VPCs has two networks. */
export function threePeerings(): State {
  const tokyo = {
    cidrs: ['192.168.0.0/20', '172.20.0.0/16'],
    tunnels: ['10.99.3.0/24'],
    endpoint: 'vpn.tokyo.example:4500',
  };
  const taipei = { cidrs: ['10.7.0.0/16'], tunnels: ['10.99.4.0/24'], endpoint: '198.51.100.7' };
  let state = withGateway(withGateway(twoGateways(), 'tokyo', tokyo), 'taipei', taipei);
  for (const remote of ['osaka', 'tokyo', 'taipei']) state = withPeering(state, 'seoul', remote);
  for (const client of ['phone', 'laptop']) state = withClient(state, 'seoul', client);
  return state;
}

/** Two gateways with IPv4 and IPv6 in VPC and tunnel, one with an IPv6 endpoint, and a client. */
export function dualStack(): State {
  const berlin: GatewayPlan = {
    cidrs: ['10.20.0.0/16', 'fd20::/48'],
    tunnels: ['10.98.1.0/24', 'fd98:1::/64'],
    endpoint: '[2001:db8::20]:51821',
    lan: ['10.20.0.2', 'fd20::2'],
  };
  const vienna: GatewayPlan = {
    cidrs: ['10.30.0.0/16', 'fd30::/48'],
    tunnels: ['10.98.2.0/24', 'fd98:2::/64'],
    endpoint: '203.0.113.30',
    lan: ['10.30.0.2', 'fd30::2'],
  };
  const gateways = withGateway(withGateway(EMPTY_STATE, 'berlin', berlin), 'vienna', vienna);
  return withClient(withPeering(gateways, 'berlin', 'vienna'), 'berlin', 'laptop');
}

/** Berlin of the dual-stack plan, whose clients reach each other, with the networks of a foreign peer. */
export function openFlows(): State {
  const state = dualStack();
  const berlin = state.gateways.get('berlin' as Name) as Gateway;
  const allowForeign = cidrs('10.66.0.0/24', 'fd66::/64');
  const gateways = withEntry(state.gateways, berlin.name, { ...berlin, clientToClient: true, allowForeign });
  return { ...state, gateways };
}

/** What one gateway has to be, worked out from the plan. Every rendered format is a projection of this value. */
import { type Cidr, familyOf, hostCidr, type Ip, prefixOf, sortedCidrs } from '../address/cidr.ts';
import { gatewayAddress } from '../address/pool.ts';
import type { Endpoint } from '../endpoint.ts';
import { peeringPeerName } from '../peer-names.ts';
import { byName, clientsOf, gatewayNamed, isRendered, peeringsOf, sidesFrom, vpcOf } from '../queries.ts';
import type { Secret } from '../secret.ts';
import type { Client, Gateway, Peering, Provider, State } from '../state.ts';
import type { InterfaceName, Name, PublicKey } from '../values.ts';

/** Seconds between keepalives; below the 30 s after which stateful firewalls forget UDP flows (wg(8)). */
export const KEEPALIVE = 25;

/** An address with the prefix length that it has on the interface. */
export interface InterfaceAddress {
  readonly ip: Ip;
  readonly prefix: number;
}

export interface DesiredPeer {
  readonly name: string;
  readonly kind: 'peering' | 'client';
  readonly publicKey: PublicKey;
  readonly presharedKey: Secret;
  readonly endpoint?: Endpoint;
  /** Seconds. */
  readonly keepalive?: number;
  readonly allowedIps: readonly Cidr[];
  /** The addresses of this side that belong to the peering; those of the client. */
  readonly tunnelAddresses: readonly Ip[];
}

/** The networks that the firewall's rules speak of; the rules themselves are always the same. */
export interface FirewallSets {
  /** CIDRs of the gateway's own VPC. */
  readonly vpc: readonly Cidr[];
  /** CIDRs of the VPCs it is peered with. */
  readonly peeredVpcs: readonly Cidr[];
  /** Tunnel subnets of the gateways it is peered with: their clients, and they themselves. */
  readonly peeredTunnels: readonly Cidr[];
  /** Its own clients, an address each. */
  readonly clients: readonly Ip[];
}

export interface DesiredGateway {
  readonly name: Name;
  readonly interface: {
    readonly name: InterfaceName;
    readonly publicKey: PublicKey;
    /** Absent where the operator keeps it. */
    readonly privateKey?: Secret;
    /** UDP. */
    readonly listenPort: number;
    /** Bytes. */
    readonly mtu: number;
    readonly addresses: readonly InterfaceAddress[];
  };
  /** By name, peerings before clients. */
  readonly peers: readonly DesiredPeer[];
  /** Through the interface, in plan order. */
  readonly routes: readonly Cidr[];
  /** What the VPC sends to the gateway, in plan order. */
  readonly vpcRoutes: readonly Cidr[];
  readonly lanAddresses: readonly Ip[];
  readonly firewall: FirewallSets;
  /** The cloud that its VPC is in, which has to be told of it too. */
  readonly cloud?: GatewayCloud;
  /** Whether any network of it is of this family. */
  readonly families: { readonly ipv4: boolean; readonly ipv6: boolean };
}

export interface GatewayCloud {
  readonly vpc: Name;
  readonly provider: Exclude<Provider, { readonly kind: 'generic' }>;
}

/** Each family's networks of a list. */
export const ofFamily = <Text extends Cidr | Ip>(texts: readonly Text[], family: 4 | 6): Text[] =>
  texts.filter((text) => familyOf(text) === family);

/** A peering's other side, as a gateway needs to know it. */
interface Remote {
  readonly peering: Peering;
  readonly gateway: Gateway;
  readonly vpcCidrs: readonly Cidr[];
  readonly tunnelSubnets: readonly Cidr[];
}

const desiredByState = new WeakMap<State, Map<string, DesiredGateway>>();

/** What a gateway has to be. Worked out once per state: each of its clients asks for it again. */
export function desiredGateway(state: State, name: string): DesiredGateway {
  const known = desiredByState.get(state) ?? new Map<string, DesiredGateway>();
  desiredByState.set(state, known);
  const desired = known.get(name) ?? workOut(state, name);
  known.set(name, desired);
  return desired;
}

/** One peering's share of what a gateway has to be: all other peerings, and the clients, are left out. */
export const desiredForPeering = (state: State, name: string, peering: Name): DesiredGateway =>
  workOut(state, name, peering);

function workOut(state: State, name: string, only?: Name): DesiredGateway {
  const gateway = gatewayNamed(state, name);
  const remotes = remotesOf(state, gateway).filter(
    ({ peering }) => only === undefined || peering.name === only,
  );
  const clients =
    only === undefined ? byName(clientsOf(state, gateway.name)).filter((one) => one.status === 'active') : [];
  const vpc = vpcOf(state, gateway);
  const peers = [...remotes.map((remote) => peeringPeer(remote, gateway)), ...clients.map(clientPeer)];
  const routes = sortedCidrs(
    remotes.flatMap(({ vpcCidrs, tunnelSubnets }) => [...vpcCidrs, ...tunnelSubnets]),
  );
  const all = [...vpc.cidrs, ...gateway.tunnelSubnets, ...routes];
  return {
    name: gateway.name,
    interface: {
      name: gateway.interface,
      publicKey: gateway.publicKey,
      ...(gateway.privateKey ? { privateKey: gateway.privateKey } : {}),
      listenPort: gateway.endpoint.port,
      mtu: gateway.mtu,
      addresses: interfaceAddresses(gateway, peers),
    },
    peers,
    routes,
    vpcRoutes: sortedCidrs([...routes, ...(only === undefined ? gateway.tunnelSubnets : [])]),
    lanAddresses: gateway.lanAddresses,
    firewall: {
      vpc: sortedCidrs(vpc.cidrs),
      peeredVpcs: sortedCidrs(remotes.flatMap(({ vpcCidrs }) => vpcCidrs)),
      peeredTunnels: sortedCidrs(remotes.flatMap(({ tunnelSubnets }) => tunnelSubnets)),
      clients: clients.flatMap((client) => client.addresses),
    },
    ...(vpc.provider.kind === 'generic' ? {} : { cloud: { vpc: vpc.name, provider: vpc.provider } }),
    families: { ipv4: ofFamily(all, 4).length > 0, ipv6: ofFamily(all, 6).length > 0 },
  };
}

/** Whether a gateway has any network of a family: without one it could neither use nor answer a route of it. */
export const speaks = (state: State, gateway: Gateway, family: 4 | 6): boolean =>
  ofFamily([...vpcOf(state, gateway).cidrs, ...gateway.tunnelSubnets], family).length > 0;

/** The other sides of a gateway's rendered peerings, by the name of the remote gateway. */
function remotesOf(state: State, gateway: Gateway): Remote[] {
  const families = { 4: speaks(state, gateway, 4), 6: speaks(state, gateway, 6) };
  const spoken = (cidrs: readonly Cidr[]): Cidr[] => cidrs.filter((cidr) => families[familyOf(cidr)]);
  const remotes = peeringsOf(state, gateway.name)
    .filter(isRendered)
    .map((peering) => {
      const remote = gatewayNamed(state, sidesFrom(peering, gateway.name).remote.gateway);
      const vpcCidrs = spoken(vpcOf(state, remote).cidrs);
      return {
        peering,
        gateway: remote,
        vpcCidrs,
        tunnelSubnets: spoken(remote.tunnelSubnets),
        name: remote.name,
      };
    });
  return byName(remotes);
}

function peeringPeer(
  { peering, gateway: remote, vpcCidrs, tunnelSubnets }: Remote,
  gateway: Gateway,
): DesiredPeer {
  if (!peering.presharedKey) throw new Error(`active peering ${peering.name} has no preshared key`);
  return {
    name: peeringPeerName(remote.name),
    kind: 'peering',
    publicKey: remote.publicKey,
    presharedKey: peering.presharedKey,
    endpoint: remote.endpoint,
    keepalive: KEEPALIVE,
    allowedIps: [...sortedCidrs(vpcCidrs), ...sortedCidrs(tunnelSubnets)],
    tunnelAddresses: sidesFrom(peering, gateway.name).local.tunnelAddresses,
  };
}

const clientPeer = (client: Client): DesiredPeer => ({
  name: client.name,
  kind: 'client',
  publicKey: client.publicKey,
  presharedKey: client.presharedKey,
  allowedIps: client.addresses.map(hostCidr),
  tunnelAddresses: client.addresses,
});

/** The gateway's own address with its subnet, then one host address for each peering. */
const interfaceAddresses = (gateway: Gateway, peers: readonly DesiredPeer[]): InterfaceAddress[] => [
  ...gateway.tunnelSubnets.map((subnet) => ({ ip: gatewayAddress(subnet), prefix: prefixOf(subnet) })),
  ...peers
    .filter((peer) => peer.kind === 'peering')
    .flatMap((peer) => peer.tunnelAddresses.map((ip) => ({ ip, prefix: familyOf(ip) === 4 ? 32 : 128 }))),
];

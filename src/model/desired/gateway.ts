/** The desired configuration of a gateway. Every rendered format is a projection of it. */
import { type Cidr, contains, familyOf, hostCidr, type Ip, sortedCidrs } from '../address/cidr.ts';
import type { InterfaceAddress } from '../address/interface-address.ts';
import { routedCidrs } from '../agreed.ts';
import { ownAddresses } from '../allocated-addresses.ts';
import { type Device, deviceOf } from '../device.ts';
import { type Endpoint, listenPortOf } from '../endpoint.ts';
import { peeringPeerName } from '../peer-names.ts';
import { isRendered, otherEnd, type Peering, sidesFrom } from '../peering.ts';
import { byName, clientsOf, gatewayNamed, gatewaysOnHostOf, peeringsOf, vpcOf } from '../queries.ts';
import type { Secret } from '../secret.ts';
import type { Client, Gateway, ProviderIds, State, Vpc } from '../state.ts';
import type { InterfaceName, Name, PublicKey } from '../values.ts';

/** Seconds between keepalives, fewer than the 30 after which stateful firewalls can drop UDP flows (wg(8)). */
export const KEEPALIVE = 25;

export interface DesiredPeer {
  readonly name: string;
  readonly kind: 'peering' | 'client';
  /** Device of the remote gateway; absent for a client. */
  readonly device?: Device;
  readonly publicKey: PublicKey;
  /** Absent for an imported peer that has none. */
  readonly presharedKey?: Secret;
  /** Absent for a peer that must send first: a client, or a gateway that cannot be reached. */
  readonly endpoint?: Endpoint;
  /** Seconds. */
  readonly keepalive?: number;
  readonly allowedIps: readonly Cidr[];
  /** The local addresses of the peering, or the client's addresses. */
  readonly tunnelAddresses: readonly Ip[];
  /** Tunnel subnets of the remote gateway, part of the allowed IPs; none for a client. */
  readonly remoteTunnels: readonly Cidr[];
  /** The remote gateway's own addresses in the tunnel; none for a client. */
  readonly remoteAddresses: readonly Ip[];
}

/** The networks in the firewall rules. The rules themselves are the same on every gateway. */
export interface FirewallSets {
  /** CIDRs of the gateway's VPC. */
  readonly vpc: readonly Cidr[];
  /** CIDRs of the peered VPCs. */
  readonly peeredVpcs: readonly Cidr[];
  /** Tunnel subnets of the peered gateways, which hold their addresses and those of their clients. */
  readonly peeredTunnels: readonly Cidr[];
  /** Addresses of the gateway's clients. */
  readonly clients: readonly Ip[];
  /** Networks of foreign peers that exchange traffic with the VPC. */
  readonly foreign: readonly Cidr[];
}

export interface DesiredGateway {
  readonly name: Name;
  readonly device: Device;
  readonly interface: {
    readonly name: InterfaceName;
    readonly publicKey: PublicKey;
    /** Absent if the operator keeps the key. */
    readonly privateKey?: Secret;
    /** UDP port. */
    readonly listenPort: number;
    /** Bytes. */
    readonly mtu: number;
    readonly addresses: readonly InterfaceAddress[];
  };
  /** Peerings, then clients, each sorted by name. */
  readonly peers: readonly DesiredPeer[];
  /** Routes through the interface, in plan order. */
  readonly routes: readonly Cidr[];
  /** Networks that the VPC routes to the gateway, in plan order. */
  readonly vpcRoutes: readonly Cidr[];
  readonly lanAddresses: readonly Ip[];
  readonly firewall: FirewallSets;
  /** True if the clients reach each other. */
  readonly clientToClient: boolean;
  /** Name of the firewall table, unique on the host. */
  readonly firewallTable: string;
  /** Interfaces of other gateways on the same host. */
  readonly neighbors: readonly InterfaceName[];
  /** The cloud of the VPC, which needs configuration for the gateway, too. */
  readonly cloud?: GatewayCloud;
  /** The families of its networks. */
  readonly families: { readonly ipv4: boolean; readonly ipv6: boolean };
}

export interface GatewayCloud {
  readonly vpc: Name;
  readonly provider: ProviderIds;
  /** The name of the gateway in names and descriptions there, if it was renamed since. */
  readonly gatewayName?: Name;
}

/** Returns the name of a gateway in the names and descriptions of its configuration in a cloud. */
export const cloudNameOf = ({ name, cloud }: DesiredGateway): Name => cloud?.gatewayName ?? name;

export const ofFamily = <Text extends Cidr | Ip>(texts: readonly Text[], family: 4 | 6): Text[] =>
  texts.filter((text) => familyOf(text) === family);

/** The remote side of a peering. */
interface Remote {
  readonly peering: Peering;
  readonly gateway: Gateway;
  readonly vpcCidrs: readonly Cidr[];
  readonly tunnelSubnets: readonly Cidr[];
}

const desiredByState = new WeakMap<State, Map<string, DesiredGateway>>();

/** Returns the desired configuration of a gateway. It is cached for each state, since each client needs it. */
export function desiredGateway(state: State, name: string): DesiredGateway {
  const cached = desiredByState.get(state) ?? new Map<string, DesiredGateway>();
  desiredByState.set(state, cached);
  const desired = cached.get(name) ?? computeGateway(state, name);
  cached.set(name, desired);
  return desired;
}

/** Returns the part of a gateway's configuration that belongs to one peering. */
export const desiredForPeering = (state: State, name: string, peering: Name): DesiredGateway =>
  computeGateway(state, name, { peerings: new Set([peering]), clients: false });

/** Returns the configuration of a gateway with only some of its peerings. */
export const desiredWithPeerings = (
  state: State,
  name: string,
  peerings: ReadonlySet<Name>,
): DesiredGateway => computeGateway(state, name, { peerings, clients: true });

/** The part of a gateway to compute. */
interface Scope {
  readonly peerings: ReadonlySet<Name>;
  /** Includes the clients, the flow between them, and the foreign networks. */
  readonly clients: boolean;
}

/** @param scope  by default, all peerings and clients are included */
function computeGateway(state: State, name: string, scope?: Scope): DesiredGateway {
  const gateway = gatewayNamed(state, name);
  const remotes = remotesOf(state, gateway, scope?.peerings);
  const withClients = scope?.clients ?? true;
  const clients = withClients
    ? byName(clientsOf(state, gateway.name)).filter(({ status }) => status === 'active')
    : [];
  const vpc = vpcOf(state, gateway);
  const peers = [...remotes.map((remote) => peeringPeer(remote, gateway)), ...clients.map(clientPeer)];
  const { allowForeign = [], clientToClient = false } = gateway;
  const routes = sortedCidrs([
    ...remotes.flatMap(({ vpcCidrs, tunnelSubnets }) => [...vpcCidrs, ...tunnelSubnets]),
    ...(scope === undefined ? allowForeign.filter((cidr) => !isInTunnel(gateway, cidr)) : []),
  ]);
  const networks = [...vpc.cidrs, ...gateway.tunnelSubnets, ...routes];
  return {
    name: gateway.name,
    device: deviceOf(gateway),
    interface: {
      name: gateway.interface,
      publicKey: gateway.publicKey,
      ...(gateway.privateKey ? { privateKey: gateway.privateKey } : {}),
      listenPort: listenPortOf(gateway),
      mtu: gateway.mtu,
      addresses: interfaceAddresses(gateway, peers),
    },
    peers,
    routes,
    vpcRoutes: sortedCidrs([...routes, ...(scope === undefined ? gateway.tunnelSubnets : [])]),
    lanAddresses: gateway.lanAddresses,
    firewall: {
      vpc: sortedCidrs(vpc.cidrs),
      peeredVpcs: sortedCidrs(remotes.flatMap(({ vpcCidrs }) => vpcCidrs)),
      peeredTunnels: sortedCidrs(remotes.flatMap(({ tunnelSubnets }) => tunnelSubnets)),
      clients: clients.flatMap((client) => client.addresses),
      foreign: withClients ? allowForeign : [],
    },
    clientToClient: withClients && clientToClient,
    ...onHost(state, gateway),
    ...(vpc.provider.kind === 'generic' ? {} : { cloud: cloudOf(gateway, vpc) }),
    families: { ipv4: ofFamily(networks, 4).length > 0, ipv6: ofFamily(networks, 6).length > 0 },
  };
}

const cloudOf = ({ nameAtProvider: gatewayName }: Gateway, { name, provider }: Vpc): GatewayCloud => ({
  vpc: name,
  provider,
  ...(gatewayName ? { gatewayName } : {}),
});

/** Returns whether a network lies in the gateway's own tunnel subnets, which its interface routes anyway. */
const isInTunnel = ({ tunnelSubnets }: Gateway, cidr: Cidr): boolean =>
  tunnelSubnets.some((subnet) => contains(subnet, cidr));

/**
 * Returns what a gateway needs to know of others on its host. The first of them has the table that a gateway alone has,
 * so that a second one does not change it.
 */
function onHost(state: State, gateway: Gateway): Pick<DesiredGateway, 'firewallTable' | 'neighbors'> {
  const onSameHost = gatewaysOnHostOf(state, gateway);
  return {
    firewallTable:
      (onSameHost[0] ?? gateway).name === gateway.name ? 'peerway' : `peerway_${gateway.interface}`,
    neighbors: onSameHost.filter(({ name }) => name !== gateway.name).map((other) => other.interface),
  };
}

/** Returns whether the gateway has a network of the family. Otherwise it could not use or answer its routes. */
export const hasFamily = (state: State, gateway: Gateway, family: 4 | 6): boolean =>
  ofFamily([...vpcOf(state, gateway).cidrs, ...gateway.tunnelSubnets], family).length > 0;

/**
 * Returns the remote sides of the gateway's rendered peerings, sorted by the name of the remote gateway. A peer without
 * any network that the gateway could use is left out, since every tool rejects a file with empty AllowedIPs.
 */
function remotesOf(state: State, gateway: Gateway, only?: ReadonlySet<Name>): Remote[] {
  const families = { 4: hasFamily(state, gateway, 4), 6: hasFamily(state, gateway, 6) };
  const usable = (cidrs: readonly Cidr[]): Cidr[] => cidrs.filter((cidr) => families[familyOf(cidr)]);
  const remotes = peeringsOf(state, gateway.name)
    .filter((peering) => (only === undefined || only.has(peering.name)) && isRendered(peering))
    .map((peering) => {
      const remote = gatewayNamed(state, otherEnd(peering, gateway.name));
      const side = sidesFrom(peering, gateway.name).remote;
      const vpcCidrs = usable(routedCidrs(side, vpcOf(state, remote).cidrs));
      return {
        peering,
        gateway: remote,
        vpcCidrs,
        tunnelSubnets: usable(remote.tunnelSubnets),
        name: remote.name,
      };
    });
  return byName(remotes.filter(({ vpcCidrs, tunnelSubnets }) => vpcCidrs.length + tunnelSubnets.length > 0));
}

function peeringPeer(
  { peering, gateway: remote, vpcCidrs, tunnelSubnets }: Remote,
  gateway: Gateway,
): DesiredPeer {
  const { presharedKey } = peering;
  if (!presharedKey && !peering.withoutPresharedKey)
    throw new Error(`active peering ${peering.name} has no preshared key`);
  return {
    name: peeringPeerName(remote.name),
    kind: 'peering',
    device: deviceOf(remote),
    publicKey: remote.publicKey,
    ...(presharedKey ? { presharedKey } : {}),
    ...(remote.endpoint ? { endpoint: remote.endpoint } : {}),
    keepalive: KEEPALIVE,
    allowedIps: [...sortedCidrs(vpcCidrs), ...sortedCidrs(tunnelSubnets)],
    tunnelAddresses: sidesFrom(peering, gateway.name).local.tunnelAddresses,
    remoteTunnels: tunnelSubnets,
    remoteAddresses: ownAddresses(remote)
      .map(({ ip }) => ip)
      .filter((ip) => tunnelSubnets.some((subnet) => familyOf(subnet) === familyOf(ip))),
  };
}

const clientPeer = (client: Client): DesiredPeer => ({
  name: client.name,
  kind: 'client',
  publicKey: client.publicKey,
  ...(client.presharedKey ? { presharedKey: client.presharedKey } : {}),
  allowedIps: client.addresses.map(hostCidr),
  tunnelAddresses: client.addresses,
  remoteTunnels: [],
  remoteAddresses: [],
});

/** Returns the gateway's own addresses with their subnets, then the host addresses of each peering. */
const interfaceAddresses = (gateway: Gateway, peers: readonly DesiredPeer[]): InterfaceAddress[] => [
  ...ownAddresses(gateway),
  ...peers
    .filter((peer) => peer.kind === 'peering')
    .flatMap((peer) => peer.tunnelAddresses.map((ip) => ({ ip, prefix: familyOf(ip) === 4 ? 32 : 128 }))),
];

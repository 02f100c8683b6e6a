import { type Cidr, contains, hostCidr, type Ip } from '../../model/address/cidr.ts';
import { desiredGateway } from '../../model/desired/gateway.ts';
import { endpointText } from '../../model/endpoint.ts';
import { peeringPeerName } from '../../model/peer-names.ts';
import { isAlive, PEERING_STATUSES, type Peering, sidesFrom, statusOf } from '../../model/peering.ts';
import { byName, clientsOf, gatewayNamed, peeringsOf } from '../../model/queries.ts';
import type { Client, ForeignPeer, Gateway, State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

const TYPES = ['peering', 'client', 'foreign'] as const;

/** A peer as JSON. */
interface PeerRow {
  /** The public key of a foreign peer, which has no name in the plan. */
  readonly name: string;
  readonly type: (typeof TYPES)[number];
  readonly status: string;
  readonly tunnelAddresses: readonly string[];
  /** None while the peer is not in the configuration of the gateway. */
  readonly allowedIps: readonly string[];
  readonly endpoint: string | null;
}

export const PEER_COLUMNS: readonly Column<PeerRow>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'TYPE', cell: (row) => row.type, values: TYPES, rank: 2 },
  { header: 'STATUS', cell: (row) => row.status, values: [...PEERING_STATUSES, 'foreign'], isStatus: true },
  {
    header: 'TUNNEL ADDRESS',
    cell: (row) => row.tunnelAddresses.join(', '),
    members: (row) => row.tunnelAddresses,
    folds: true,
    rank: 3,
  },
  {
    header: 'ALLOWED IPS',
    cell: (row) => row.allowedIps.join(', ') || '-',
    members: (row) => row.allowedIps,
    folds: true,
    rank: 1,
  },
  { header: 'ENDPOINT', cell: (row) => row.endpoint ?? '-', rank: 2 },
];

/** Lists the peers of a gateway: all that hold addresses in its tunnel subnets, also while they are not in its configuration. */
export async function gatewayPeers(name: string, ports: Uses<'state'>): Promise<Result<readonly PeerRow[]>> {
  const state = await ports.state.read();
  return listResult(peersOf(state, gatewayNamed(state, name)), {
    columns: PEER_COLUMNS,
    nameOf: (row) => row.name,
    empty: `gateway ${name} has no peers yet`,
  });
}

/** Returns the peers of each type, those in the configuration first. */
function peersOf(state: State, gateway: Gateway): PeerRow[] {
  const rendered = renderedPeers(state, gateway.name);
  const isLeftOut = ({ name }: PeerRow): boolean => !rendered.some((row) => row.name === name);
  const peerings = peeringsOf(state, gateway.name)
    .filter(isAlive)
    .map((peering) => idlePeering(peering, gateway.name));
  const clients = clientsOf(state, gateway.name).map(idleClient);
  const rows = [
    ...rendered,
    ...byName([...peerings, ...clients].filter(isLeftOut)),
    ...(gateway.foreignPeers ?? []).map((peer) => foreignPeer(peer, gateway)),
  ];
  return TYPES.flatMap((type) => rows.filter((row) => row.type === type));
}

const renderedPeers = (state: State, name: string): PeerRow[] =>
  desiredGateway(state, name).peers.map((peer) => ({
    name: peer.name,
    type: peer.kind,
    status: 'active',
    tunnelAddresses: peer.tunnelAddresses,
    allowedIps: peer.allowedIps,
    endpoint: peer.endpoint ? endpointText(peer.endpoint) : null,
  }));

function idlePeering(peering: Peering, name: Name): PeerRow {
  const { local, remote } = sidesFrom(peering, name);
  return {
    name: peeringPeerName(remote.end.name),
    type: 'peering',
    status: statusOf(peering),
    tunnelAddresses: local.tunnelAddresses,
    allowedIps: [],
    endpoint: null,
  };
}

const idleClient = ({ name, status, addresses }: Client): PeerRow => ({
  name,
  type: 'client',
  status,
  tunnelAddresses: addresses,
  allowedIps: [],
  endpoint: null,
});

const foreignPeer = ({ publicKey, allowedIps }: ForeignPeer, { tunnelSubnets }: Gateway): PeerRow => ({
  name: publicKey,
  type: 'foreign',
  status: 'foreign',
  tunnelAddresses: allowedIps
    .filter((cidr) => tunnelSubnets.some((subnet) => contains(subnet, cidr)))
    .map(hostOrNetwork),
  allowedIps,
  endpoint: null,
});

/** Returns the address of a network that holds only one, and otherwise the network. */
function hostOrNetwork(cidr: Cidr): string {
  const address = cidr.slice(0, cidr.indexOf('/')) as Ip;
  return hostCidr(address) === cidr ? address : cidr;
}

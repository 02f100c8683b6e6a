import { desiredGateway } from '../../model/desired/gateway.ts';
import { endpointText } from '../../model/endpoint.ts';
import { peeringPeerName } from '../../model/peer-names.ts';
import { isAlive, isRendered, PEERING_STATUSES, sidesFrom, statusOf } from '../../model/peering.ts';
import { gatewayNamed, peeringsOf } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** A peer as JSON. */
interface PeerRow {
  readonly name: string;
  readonly type: 'peering' | 'client';
  readonly status: string;
  readonly tunnelAddresses: readonly string[];
  readonly allowedIps: readonly string[];
  readonly endpoint: string | null;
}

export const PEER_COLUMNS: readonly Column<PeerRow>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'TYPE', cell: (row) => row.type, values: ['peering', 'client'], rank: 2 },
  { header: 'STATUS', cell: (row) => row.status, values: PEERING_STATUSES, isStatus: true },
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

/** Lists the peers of a gateway: those in its configuration, and those of peerings that wait for acceptance. */
export async function gatewayPeers(name: string, ports: Uses<'state'>): Promise<Result<readonly PeerRow[]>> {
  const state = await ports.state.read();
  return listResult([...renderedPeers(state, name), ...waitingPeers(state, name)], {
    columns: PEER_COLUMNS,
    nameOf: (row) => row.name,
    empty: `gateway ${name} has no peers yet`,
  });
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

function waitingPeers(state: State, name: string): PeerRow[] {
  const gateway = gatewayNamed(state, name);
  return peeringsOf(state, gateway.name)
    .filter((peering) => isAlive(peering) && !isRendered(peering))
    .map((peering) => {
      const { local, remote } = sidesFrom(peering, gateway.name);
      const { tunnelAddresses } = local;
      const peer = {
        name: peeringPeerName(remote.end.name),
        type: 'peering' as const,
        status: statusOf(peering),
      };
      return { ...peer, tunnelAddresses, allowedIps: [], endpoint: null };
    });
}

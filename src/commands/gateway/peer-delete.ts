import { peeringPeerName } from '../../model/peer-names.ts';
import { isAlive, sidesFrom } from '../../model/peering.ts';
import { clientsOf, gatewayNamed, notFound, peeringsOf } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Declined, Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { clientDelete } from '../client/delete.ts';
import type { Deletion } from '../deletion.ts';
import { peeringDelete } from '../peering/delete.ts';

/** Deletes a peer of a gateway: a client, or a peering on both sides. */
export async function gatewayPeerDelete(
  gateway: string,
  peer: string,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const peering = peeringOfPeer(await ports.state.read(), gateway, peer);
  return peering ? peeringDelete([peering], ports) : clientDelete(gateway, [peer], ports);
}

/** Returns the name of the peering that the peer stands for; undefined for a client. Throws exit 4 for neither. */
function peeringOfPeer(state: State, gatewayName: string, peer: string): string | undefined {
  const { name } = gatewayNamed(state, gatewayName);
  const peerings = new Map<string, string>(
    peeringsOf(state, name)
      .filter(isAlive)
      .map((peering) => [peeringPeerName(sidesFrom(peering, name).remote.end.name), peering.name]),
  );
  const clients = clientsOf(state, name).map((client): string => client.name);
  const found = peerings.get(peer);
  if (found || clients.includes(peer)) return found;
  const peers = [...peerings.keys(), ...clients];
  throw notFound(`peer of gateway ${name}`, peer, peers, `peerway gateway peers ${name}`);
}

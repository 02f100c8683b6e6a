import { peeringPeerName } from '../../model/peer-names.ts';
import { clientsOf, gatewayNamed, isAlive, notFound, peeringsOf, sidesFrom } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { clientDelete } from '../client/delete.ts';
import { peeringDelete } from '../peering/delete.ts';

/** Deletes a peer of a gateway: a client, or the peering that it stands for, on both sides. */
export async function gatewayPeerDelete(gateway: string, peer: string, context: Context): Promise<Outcome> {
  const peering = peeringOfPeer(await context.read(), gateway, peer);
  return peering ? peeringDelete([peering], context) : clientDelete(gateway, [peer], context);
}

function peeringOfPeer(state: State, gatewayName: string, peer: string): string | undefined {
  const { name } = gatewayNamed(state, gatewayName);
  const peerings = new Map(
    peeringsOf(state, name)
      .filter(isAlive)
      .map((peering) => [peeringPeerName(sidesFrom(peering, name).remote.gateway), peering.name] as const),
  );
  const clients = clientsOf(state, name).map((client) => client.name as string);
  const found = peerings.get(peer as ReturnType<typeof peeringPeerName>);
  if (!found && !clients.includes(peer)) {
    throw notFound(
      `peer of gateway ${name}`,
      peer,
      [...peerings.keys(), ...clients],
      `peerway gateway peers ${name}`,
    );
  }
  return found;
}

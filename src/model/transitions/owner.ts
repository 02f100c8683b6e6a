import { type End, isAlive, type Peering, type Side } from '../peering.ts';
import { peeringsOfEnd } from '../queries.ts';
import type { State } from '../state.ts';
import type { Name, Owner } from '../values.ts';

/** Returns the state in which one end has another owner: its sides, and so the requests to it, follow. */
export function withEndOwner(state: State, end: End, owner: Owner): State {
  const owned = (side: Side): Side =>
    side.end.name === end.name && side.owner !== owner ? { ...side, owner } : side;
  const moved = peeringsOfEnd(state, end)
    .filter(isAlive)
    .map((peering): [Name, Peering] => [
      peering.name,
      { ...peering, requester: owned(peering.requester), accepter: owned(peering.accepter) },
    ])
    .filter(
      ([name, peering]) =>
        peering.requester !== state.peerings.get(name)?.requester ||
        peering.accepter !== state.peerings.get(name)?.accepter,
    );
  return moved.length === 0 ? state : { ...state, peerings: new Map([...state.peerings, ...moved]) };
}

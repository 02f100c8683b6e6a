/** The gateways and peerings that a change of the plan touches: all others are configured as before. */
import { endsOf, otherEnd } from '../peering.ts';
import { peeringsOf } from '../queries.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';

export interface Touched {
  /** Gateways that have changed themselves: their own values, their VPC or their clients. */
  readonly gateways: ReadonlySet<Name>;
  /** The peerings of a gateway that have changed, on either side. */
  peeringsOf(gateway: Name): ReadonlySet<Name>;
}

const touchedByStates = new WeakMap<State, WeakMap<State, Touched>>();

/** Returns what differs between two states. Transitions keep the objects that they do not change. */
export function touchedBetween(before: State, after: State): Touched {
  const known = touchedByStates.get(before) ?? new WeakMap<State, Touched>();
  touchedByStates.set(before, known);
  const touched = known.get(after) ?? computeTouched(before, after);
  known.set(after, touched);
  return touched;
}

function computeTouched(before: State, after: State): Touched {
  const vpcs = differingKeys(before.vpcs, after.vpcs);
  const gateways = new Set<Name>([
    ...differingKeys(before.gateways, after.gateways),
    ...[...differingKeys(before.clients, after.clients)].flatMap(
      (key) => (after.clients.get(key) ?? before.clients.get(key))?.gateway ?? [],
    ),
  ]);
  for (const { name, vpc } of vpcs.size === 0 ? [] : after.gateways.values())
    if (vpcs.has(vpc)) gateways.add(name);
  const peerings = new Map<Name, Set<Name>>();
  const add = (gateway: Name, peering: Name): void => {
    const known = peerings.get(gateway);
    if (known) known.add(peering);
    else peerings.set(gateway, new Set([peering]));
  };
  for (const name of differingKeys(before.peerings, after.peerings))
    for (const state of [before, after]) {
      const peering = state.peerings.get(name);
      for (const end of peering ? endsOf(peering) : []) add(end, name);
    }
  for (const gateway of gateways)
    for (const state of [before, after])
      for (const peering of peeringsOf(state, gateway)) add(otherEnd(peering, gateway), peering.name);
  return { gateways, peeringsOf: (gateway) => peerings.get(gateway) ?? NONE };
}

const NONE: ReadonlySet<Name> = new Set();

/** Returns the keys of values that are not the same object in both maps. */
function differingKeys<Key>(before: ReadonlyMap<Key, object>, after: ReadonlyMap<Key, object>): Set<Key> {
  const keys = new Set<Key>();
  if (before === after) return keys;
  for (const [key, value] of after) if (before.get(key) !== value) keys.add(key);
  for (const key of before.keys()) if (!after.has(key)) keys.add(key);
  return keys;
}

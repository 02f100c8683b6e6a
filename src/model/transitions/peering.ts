import type { Peering } from '../peering.ts';
import { peeringNamed } from '../queries.ts';
import { type State, withEntry, withoutEntries } from '../state.ts';

/** A peering after a change, in its state. */
export interface PeeringChange {
  readonly state: State;
  readonly peering: Peering;
  readonly warnings: readonly string[];
}

/** The state with a peering replaced. */
export const withPeering = (state: State, peering: Peering): State => ({
  ...state,
  peerings: withEntry(state.peerings, peering.name, peering),
});

/** Returns the state without the peerings, which removes them from both sides. Exit 4 when one does not exist. */
export function deletePeerings(
  state: State,
  names: readonly string[],
): { readonly state: State; readonly peerings: Peering[] } {
  const peerings = [...new Set(names)].map((name) => peeringNamed(state, name));
  const gone = peerings.map(({ name }) => name);
  return { state: { ...state, peerings: withoutEntries(state.peerings, gone) }, peerings };
}

import { gatewaysIn } from '../queries.ts';
import { type Gateway, type Location, type State, withEntry } from '../state.ts';

export type LocationChange = Pick<Location, 'name'> & Partial<Location>;

/**
 * Sets a location; without a value it keeps its own, and a new one is on. Returns it as it was before, too, and the
 * gateways that are in it, which a location switched off concerns.
 */
export function setLocation(
  state: State,
  change: LocationChange,
): { state: State; before: Location; location: Location; gateways: Gateway[] } {
  const present = state.locations.get(change.name);
  const before = present ?? { name: change.name, vpnGateway: true };
  const location = { ...before, ...change };
  const gateways = [...state.vpcs.values()]
    .filter((vpc) => vpc.location === location.name)
    .flatMap((vpc) => gatewaysIn(state, vpc.name));
  if (present?.vpnGateway === location.vpnGateway) return { state, before, location, gateways };
  return {
    state: { ...state, locations: withEntry(state.locations, location.name, location) },
    before,
    location,
    gateways,
  };
}

import { gatewaysIn } from '../queries.ts';
import { type Gateway, type Location, type State, withEntry } from '../state.ts';

/** Sets a location. Returns the gateways that are in it, which a location switched off concerns. */
export function setLocation(state: State, location: Location): { state: State; gateways: Gateway[] } {
  const gateways = [...state.vpcs.values()]
    .filter((vpc) => vpc.location === location.name)
    .flatMap((vpc) => gatewaysIn(state, vpc.name));
  if (state.locations.get(location.name)?.vpnGateway === location.vpnGateway) return { state, gateways };
  return { state: { ...state, locations: withEntry(state.locations, location.name, location) }, gateways };
}

import { gatewaysIn, notFound } from '../queries.ts';
import { type Gateway, type Location, type State, withEntry, withoutEntries } from '../state.ts';
import type { Name } from '../values.ts';
import { throwAny } from './change.ts';

/** Returns the state without the locations. Exit 4 for one that was never set, 3 while VPCs are in one. */
export function deleteLocations(state: State, names: readonly string[]): State {
  const locations = [...new Set(names)].map((name) => {
    const found = state.locations.get(name as Name);
    if (!found) throw notFound('location', name, state.locations.keys(), 'peerway location list');
    return found;
  });
  const problems = locations.flatMap(({ name }) => {
    const vpcs = [...state.vpcs.values()].filter(({ location }) => location === name);
    const [first] = vpcs;
    if (!first) return [];
    return [
      {
        code: 'location-in-use',
        message: `Location ${name} still contains VPCs`,
        details: vpcs.map((vpc) => `VPC ${vpc.name}`),
        hint: `first run \`peerway vpc update ${first.name} --unset location\``,
        reason: 'in use',
      },
    ];
  });
  throwAny(problems);
  return {
    ...state,
    locations: withoutEntries(
      state.locations,
      locations.map(({ name }) => name),
    ),
  };
}

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

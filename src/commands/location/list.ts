import { byName } from '../../model/queries.ts';
import type { Location, State } from '../../model/state.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { locationView } from './view.ts';

type LocationRow = ReturnType<typeof locationView> & { readonly vpcs: readonly string[] };

export const LOCATION_COLUMNS: readonly Column<LocationRow>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'VPN GATEWAYS', cell: (row) => row.vpnGateway, state: true },
  { header: 'VPCS', cell: (row) => row.vpcs.join(', '), folds: true, rank: 1 },
];

/** Every location that was set, or that a VPC names. */
export async function locationList(context: Context): Promise<Outcome> {
  const state = await context.read();
  return list({
    rows: knownLocations(state).map((location) => ({
      ...locationView(location),
      vpcs: byName([...state.vpcs.values()].filter((vpc) => vpc.location === location.name)).map(
        ({ name }) => name,
      ),
    })),
    columns: LOCATION_COLUMNS,
    nameOf: (row) => row.name,
    empty: 'no location yet',
  });
}

function knownLocations(state: State): Location[] {
  const mentioned = [...state.vpcs.values()].flatMap(({ location }) => (location ? [location] : []));
  const unset = [...new Set(mentioned)].filter((name) => !state.locations.has(name));
  return byName([...state.locations.values(), ...unset.map((name) => ({ name, vpnGateway: true }))]);
}

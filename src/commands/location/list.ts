import { inNaturalOrder } from '../../model/natural-order.ts';
import { ON_OFF } from '../../model/settings.ts';
import type { Location, State } from '../../model/state.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type LocationView, locationView } from './view.ts';

type LocationRow = LocationView & { readonly vpcs: readonly string[] };

export const LOCATION_COLUMNS: readonly Column<LocationRow>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'VPN GATEWAYS', cell: (row) => row.vpnGateway, values: ON_OFF, isStatus: true },
  { header: 'VPCS', cell: (row) => row.vpcs.join(', '), members: (row) => row.vpcs, folds: true, rank: 1 },
];

/** Lists every location that was set or that a VPC names. */
export async function locationList(ports: Uses<'state'>): Promise<Result<readonly LocationRow[]>> {
  const state = await ports.state.read();
  const rows = knownLocations(state).map((location) => {
    const vpcs = inNaturalOrder([...state.vpcs.values()].filter((vpc) => vpc.location === location.name));
    return { ...locationView(location), vpcs: vpcs.map(({ name }) => name) };
  });
  return listResult(rows, {
    columns: LOCATION_COLUMNS,
    nameOf: (row) => row.name,
    empty: 'no locations yet',
  });
}

function knownLocations(state: State): Location[] {
  const named = [...state.vpcs.values()].flatMap(({ location }) => (location ? [location] : []));
  const unset = [...new Set(named)].filter((name) => !state.locations.has(name));
  return inNaturalOrder([...state.locations.values(), ...unset.map((name) => ({ name, vpnGateway: true }))]);
}

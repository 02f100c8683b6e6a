import type { Problem } from '../../errors.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import type { Name } from '../values.ts';

/** Whether VPN gateways are on in a location; one that was never set counts as on, and so does none. */
export const isEnabled = (state: State, location: Name | undefined): boolean =>
  location === undefined || state.locations.get(location)?.vpnGateway !== false;

/** The locations of gateways in which VPN gateways are off, each once. */
export function locationProblems(state: State, gateways: readonly Gateway[]): Problem[] {
  const places = gateways
    .map((gateway) => vpcOf(state, gateway).location)
    .filter((name) => !isEnabled(state, name));
  return [...new Set(places)].map((name) => ({
    code: 'vpn-disabled-in-location',
    message: `VPN gateways are not enabled in location ${name}`,
    details: [],
  }));
}

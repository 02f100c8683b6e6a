import type { Problem } from '../../errors.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';

/** The locations of gateways in which VPN gateways are off, each once. A location never set counts as on. */
export function locationProblems(state: State, gateways: readonly Gateway[]): Problem[] {
  const places = new Set(gateways.map((gateway) => vpcOf(state, gateway).location));
  return [...places]
    .filter((name) => name !== undefined && state.locations.get(name)?.vpnGateway === false)
    .map((name) => ({
      code: 'vpn-disabled-in-location',
      message: `VPN gateways are not enabled in location ${name}`,
      details: [],
    }));
}

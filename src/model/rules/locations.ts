import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import type { Name } from '../values.ts';
import type { Rule, Violation } from './rule.ts';

/** True when VPN gateways are enabled in a location; a location that was never set counts as on. */
export const isEnabled = (state: State, location: Name | undefined): boolean =>
  location === undefined || state.locations.get(location)?.vpnGateway !== false;

/** The locations of the gateways that have VPN gateways disabled, each once. */
const disabledOf = (state: State, gateways: readonly Gateway[]): Name[] =>
  [
    ...new Set(
      gateways
        .map((gateway) => vpcOf(state, gateway).location)
        .filter((name) => name !== undefined && !isEnabled(state, name)),
    ),
  ] as Name[];

export const disabledLocations = (state: State, gateways: readonly Gateway[]): Violation[] =>
  disabledOf(state, gateways).map((name) => ({
    message: `VPN gateways are not enabled in location ${name}`,
    hint: enableHint(name),
  }));

const enableHint = (name: Name | '<location>'): string =>
  `run \`peerway location set ${name} --vpn-gateway on\``;

/** The command that enables VPN gateways in the first disabled location of the gateways. */
export const enableLocationHint = (state: State, gateways: readonly Gateway[]): string =>
  enableHint(disabledOf(state, gateways)[0] ?? '<location>');

export const vpnDisabled = {
  code: 'vpn-disabled-in-location',
  reason: 'VPN gateways are off in its location',
} as const;

/** Gateways that are created or moved: their locations must have VPN gateways enabled. */
export interface PlacedGateways {
  readonly state: State;
  readonly gateways: readonly Gateway[];
}

export const LOCATION_RULES: readonly Rule<PlacedGateways>[] = [
  {
    ...vpnDisabled,
    hint: ({ state, gateways }) => enableLocationHint(state, gateways),
    find: ({ state, gateways }) => disabledLocations(state, gateways),
  },
];

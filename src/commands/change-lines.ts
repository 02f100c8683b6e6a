import type { ConfigItem, GatewayChange } from '../model/desired/changes.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';

const LABELS: Readonly<Record<ConfigItem['what'], string>> = {
  address: 'address ',
  peer: 'peer    ',
  route: 'route   ',
  'vpc-route': 'in VPC  ',
  firewall: 'firewall',
};

/** Returns one part of a gateway's configuration as a line. */
export const partLine = ({ what, text }: ConfigItem): string => `${LABELS[what]}  ${text}`;

/** Returns what gateways gain (+) and lose (-), indented below the name of each. */
export const changeLines = (changes: readonly GatewayChange[]): string[] =>
  changes.flatMap(({ gateway, gains, loses }) => [
    `${gateway}:`,
    ...gains.map((part) => `  + ${partLine(part)}`),
    ...loses.map((part) => `  - ${partLine(part)}`),
  ]);

/** Returns the commands that bring changed gateways up to date. */
export const gatewaysNext = (state: State, gateways: readonly Name[]): string[] =>
  gateways.map((name) =>
    state.gateways.get(name)?.ssh
      ? `to deploy the change, run \`peerway gateway deploy ${name}\``
      : `to render ${name} again, run \`peerway gateway render ${name}\``,
  );

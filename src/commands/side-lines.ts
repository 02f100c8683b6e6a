import type { Part, SideChange } from '../model/desired/changes.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';

const LABELS: Readonly<Record<Part['what'], string>> = {
  address: 'address ',
  peer: 'peer    ',
  route: 'route   ',
  'vpc-route': 'in VPC  ',
  firewall: 'firewall',
};

/** One thing that a gateway does, as a line. */
export const partLine = ({ what, text }: Part): string => `${LABELS[what]}  ${text}`;

/** What gateways gain (+) and lose (-), as an indented list below each name. */
export const changeLines = (changes: readonly SideChange[]): string[] =>
  changes.flatMap(({ gateway, gains, loses }) => [
    `${gateway}:`,
    ...gains.map((part) => `  + ${partLine(part)}`),
    ...loses.map((part) => `  - ${partLine(part)}`),
  ]);

/** What is left to do for gateways whose renders have changed. */
export const renderNotes = (state: State, gateways: readonly Name[]): string[] =>
  gateways.map((name) =>
    state.gateways.get(name)?.ssh
      ? `deploy it: peerway gateway deploy ${name}`
      : `render it again: peerway gateway render ${name}`,
  );

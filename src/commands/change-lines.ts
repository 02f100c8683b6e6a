import { gatewayChanges } from '../model/desired/changes.ts';
import type { EndKind } from '../model/peering.ts';
import type { Change } from '../model/resource.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';

/** One resource, as JSON shows it. */
export interface Part {
  readonly what: string;
  readonly text: string;
}

/** The changes of one gateway or VPC. */
export interface SideChanges {
  readonly gateway?: Name;
  readonly vpc?: Name;
  readonly gains: readonly Part[];
  readonly loses: readonly Part[];
}

/** Groups changes by side, in the order in which the sides first appear. */
export const sideChanges = (changes: readonly Change[], kind: EndKind): SideChanges[] =>
  [...new Set(changes.map(({ resource }) => resource.side))].map((side) => {
    const own = changes.filter(({ resource }) => resource.side === side);
    const parts = (isLoss: boolean): Part[] =>
      own.filter(({ op }) => (op === 'delete') === isLoss).map(partOf);
    return { [kind]: side, gains: parts(false), loses: parts(true) } as SideChanges;
  });

/** The changes of gateways between two states. */
export const gatewaySideChanges = (before: State, after: State, gateways: readonly Name[]): SideChanges[] =>
  sideChanges(gatewayChanges(before, after, gateways), 'gateway');

export type ChangeSign = '+' | '-' | '~';

/** The sign of a change in lists: a wait is part of the creation that it belongs to. */
export const signOf = ({ op }: Pick<Change, 'op'>): ChangeSign =>
  op === 'delete' ? '-' : op === 'update' || op === 'replace' ? '~' : '+';

export const partOf = ({ resource, title }: Pick<Change, 'resource' | 'title'>): Part => ({
  what: resource.kind,
  text: title,
});

/** Labels of a gateway's resources, padded to one column. */
const LABELS: Readonly<Record<string, string>> = {
  address: 'address ',
  peer: 'peer    ',
  route: 'route   ',
  'vpc-route': 'in VPC  ',
  firewall: 'firewall',
};

/** One resource as a line. */
export const partLine = ({ what, text }: Part): string =>
  LABELS[what] === undefined ? text : `${LABELS[what]}  ${text}`;

/** The gains (+) and losses (-) of each side, indented below its name. */
export const changeLines = (changes: readonly SideChanges[]): string[] =>
  changes.flatMap(({ gateway, vpc, gains, loses }) => [
    `${gateway ?? vpc}:`,
    ...gains.map((part) => `  + ${partLine(part)}`),
    ...loses.map((part) => `  - ${partLine(part)}`),
  ]);

/** The commands that bring changed gateways up to date. */
export const gatewaysNext = (state: State, gateways: readonly Name[]): string[] =>
  gateways.map((name) =>
    state.gateways.get(name)?.ssh
      ? `to deploy the change, run \`peerway gateway deploy ${name}\``
      : `to render ${name} again, run \`peerway gateway render ${name}\``,
  );

import { gatewayChanges } from '../model/desired/changes.ts';
import type { EndKind } from '../model/peering.ts';
import type { Change } from '../model/resource.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { folded, foldedLines } from '../output/folded.ts';

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
  /** Resources that stay, with other values. */
  readonly changes: readonly Part[];
  readonly loses: readonly Part[];
}

/** Groups changes by side, in the order in which the sides first appear. */
export function sideChanges(changes: readonly Change[], kind: EndKind): SideChanges[] {
  const sides = new Map<Name, Record<ChangeSign, Part[]>>();
  for (const change of changes) {
    const { side } = change.resource;
    const parts = sides.get(side) ?? { '+': [], '~': [], '-': [] };
    sides.set(side, parts);
    parts[signOf(change)].push(partOf(change));
  }
  return [...sides].map(([side, parts]) => ({
    [kind]: side,
    gains: parts['+'],
    changes: parts['~'],
    loses: parts['-'],
  }));
}

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

/** Lines with one sign that are shown of a side. */
const LINES_OF_SIDE = 20;

/**
 * The gains (+), changes (~) and losses (-) of each side, indented below its name. Long lists are folded; JSON lists all.
 */
export function changeLines(changes: readonly SideChanges[]): string[] {
  const { items, more } = folded(
    changes,
    (rest) => `and ${rest} more ${changes[0]?.vpc ? 'VPCs' : 'gateways'}; to list all changes, use -o json`,
  );
  return [...items.flatMap(sideLines), ...more];
}

const sideLines = ({ gateway, vpc, gains, changes, loses }: SideChanges): string[] => [
  `${gateway ?? vpc}:`,
  ...signedLines('+', gains),
  ...signedLines('~', changes),
  ...signedLines('-', loses),
];

const signedLines = (sign: ChangeSign, parts: readonly Part[]): string[] =>
  foldedLines(
    parts.map((part) => `  ${sign} ${partLine(part)}`),
    (rest) => `  ${sign} and ${rest} more`,
    LINES_OF_SIDE,
  );

/** The commands that bring changed gateways up to date. */
export const gatewaysNext = (state: State, gateways: readonly Name[]): string[] =>
  gateways.map((name) =>
    state.gateways.get(name)?.ssh
      ? `to deploy the change, run \`peerway gateway deploy ${name}\``
      : `to render ${name} again, run \`peerway gateway render ${name}\``,
  );

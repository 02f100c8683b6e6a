/** The peerings of a gateway or VPC, each with the networks on the other side. */
import type { Cidr } from '../model/address/cidr.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import {
  type End,
  isAlive,
  type Peering,
  type PeeringStatus,
  type Side,
  sidesFrom,
  statusOf,
  type Via,
} from '../model/peering.ts';
import { gatewaysIn, peeringsOf, peeringsOfVpc } from '../model/queries.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { foldedLines } from '../output/folded.ts';
import { labeled } from '../output/result.ts';

/** One peering, seen from one of its ends. */
export interface PeeredWith {
  readonly peering: Name;
  readonly via: Via;
  readonly status: PeeringStatus;
  /** The gateway or VPC on the other side. */
  readonly gateway: Name | null;
  readonly vpc: Name | null;
  readonly cidrs: readonly Cidr[];
}

/** Peerings that are shown; the others are counted. */
const SHOWN = 20;

/** The VPC of an end: its own, or the one that its gateway is in. */
const vpcOfEnd = (state: State, { kind, name }: End): Name | undefined =>
  kind === 'vpc' ? name : state.gateways.get(name)?.vpc;

/** The networks that a side brings into a peering. */
export const cidrsOfSide = (state: State, { end }: Side): readonly Cidr[] => {
  const vpc = vpcOfEnd(state, end);
  return (vpc && state.vpcs.get(vpc)?.cidrs) || [];
};

/** The peerings of a gateway that have not ended. */
export const gatewayPeeredWith = (state: State, gateway: Name): PeeredWith[] =>
  seenFrom(state, gateway, peeringsOf(state, gateway));

/** The peerings of a VPC and of its gateways that have not ended. */
export const vpcPeeredWith = (state: State, vpc: Name): PeeredWith[] => [
  ...seenFrom(state, vpc, peeringsOfVpc(state, vpc)),
  ...gatewaysIn(state, vpc).flatMap(({ name }) => gatewayPeeredWith(state, name)),
];

const seenFrom = (state: State, end: Name, peerings: readonly Peering[]): PeeredWith[] =>
  inNaturalOrder(peerings.filter(isAlive)).map((peering) => {
    const { remote } = sidesFrom(peering, end);
    return {
      peering: peering.name,
      via: peering.via,
      status: statusOf(peering),
      gateway: remote.end.kind === 'gateway' ? remote.end.name : null,
      vpc: vpcOfEnd(state, remote.end) ?? null,
      cidrs: cidrsOfSide(state, remote),
    };
  });

/** One line for each peering: the other side, its networks, the name of the peering and its status. */
export function peeredLines(peerings: readonly PeeredWith[]): string[] {
  if (peerings.length === 0) return [];
  const lines = labeled(
    peerings.map(({ peering, status, gateway, vpc, cidrs }): [string, string] => [
      gateway ?? vpc ?? '-',
      `${cidrs.join(', ') || '-'} (peering ${peering}, ${status})`,
    ]),
  );
  return [
    '',
    'peered with:',
    ...foldedLines(lines, (rest) => `and ${rest} more; to list all, run \`peerway peering list\``, SHOWN).map(
      (line) => `  ${line}`,
    ),
  ];
}

/** The resources of a VNet peering at Azure. Azure adds the routes by itself, and its default rules allow the traffic. */

import type { Cidr } from '../../model/address/cidr.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { isPending, type Options, otherEnd, type Peering, type Side } from '../../model/peering.ts';
import { type Change, deletion, type Resource } from '../../model/resource.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { checksum } from '../checksum.ts';
import { flowLogsIn, withoutFlowLogs } from '../flow-logs.ts';
import type { Scene } from '../provider.ts';
import { type AzurePlace, azurePlace } from './place.ts';

/** One resource at Azure, by its kind. */
export type AzureResource = Resource &
  (
    | {
        readonly kind: 'azure-peering';
        readonly fields: {
          readonly options: Options;
          /** True for a half that lets nothing of the other VNet in, as a rollback restores it. */
          readonly isClosed?: boolean;
        };
      }
    /** A half that lost the other one: it never connects again. */
    | { readonly kind: 'azure-disconnected' }
    /** The networks of the other VNet, as they are now. */
    | { readonly kind: 'azure-sync' | 'azure-connected'; readonly fields: { readonly half: string } }
    | { readonly kind: 'azure-flow-log'; readonly fields: FlowLogFields }
  );

export interface FlowLogFields {
  readonly name: string;
  /** Id of the storage account. */
  readonly storage: string;
  /** The region of the VNet, where it was observed. */
  readonly region?: string;
}

/** Everything that the plan wants by now, in the order in which it is created across both sides. */
export function azureDesired({ state, peering }: Scene): AzureResource[] {
  if (isPending(peering)) return [halfOf(peering, withoutRemoteGateways(peering.requester))];
  const sides = inOrder(peering);
  return [
    ...sides.map((side) => halfOf(peering, side)),
    ...sides.map(({ end: { name } }) => connectedOf(name, nameAtProvider(peering))),
    ...[peering.requester, peering.accepter].flatMap(({ end: { name }, options }) => {
      const storage = flowLogsIn(options);
      return typeof storage === 'string' ? [flowLogOf(state, name, storage)] : [];
    }),
  ];
}

/** Longest part of a flow log's name that comes from its VNet: names have 80 characters at most. */
const LONGEST = 60;

/** peerway's flow log of a VNet has this name, which no other VNet of the region leads to. All its peerings share it. */
const flowLogName = ({ vnet, id }: AzurePlace): string =>
  `peerway-${vnet.slice(0, LONGEST)}-${checksum(id.toLowerCase())}`;

export const flowLogOf = (
  state: State,
  side: Name,
  storage: string,
  region?: string,
): AzureResource & { readonly kind: 'azure-flow-log' } => ({
  key: 'azure-flow-log',
  side,
  kind: 'azure-flow-log',
  title: `write its flow logs to ${storage}`,
  fields: { name: flowLogName(azurePlace({ state }, side)), storage, ...(region ? { region } : {}) },
});

/** Until the other half allows transit, Azure refuses a half that uses its gateways. */
const withoutRemoteGateways = (side: Side): Side => ({
  ...side,
  options: { ...side.options, useRemoteGateways: false },
});

/** The side with the gateways first: the other one may use them only once transit is allowed. */
function inOrder({ requester, accepter }: Peering): Side[] {
  return requester.options['useRemoteGateways'] ? [accepter, requester] : [requester, accepter];
}

const halfOf = (
  peering: Peering,
  { end: { name }, options }: Pick<Side, 'end' | 'options'>,
): AzureResource => ({
  key: 'azure-peering',
  side: name,
  kind: 'azure-peering',
  title: `create its half of the peering with ${otherEnd(peering, name)}${optionsText(options)}`,
  fields: { options: withoutFlowLogs(options) },
  role: 'connection',
});

/** The options that are on, as the portal names them: `: allow forwarded traffic`. */
function optionsText(options: Options): string {
  const on = Object.keys(options).filter((key) => options[key] === true);
  const words = on.map((key) => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

const connectedOf = (side: Name, half: string): AzureResource => ({
  key: 'azure-connected',
  side,
  kind: 'azure-connected',
  title: 'wait until its half is connected',
  fields: { half },
  role: 'setting',
});

/** The disconnected half of one side. */
export const disconnectedOf = (peering: Peering, side: Name): AzureResource => ({
  key: 'azure-disconnected',
  side,
  kind: 'azure-disconnected',
  title: `delete its disconnected half of the peering with ${otherEnd(peering, side)}`,
  fields: {},
  role: 'setting',
});

/** The address space of the other VNet, which a half copies. */
export const syncOf = (
  peering: Peering,
  side: Name,
  { half, cidrs }: { readonly half: string; readonly cidrs: readonly Cidr[] },
): AzureResource => ({
  key: 'azure-sync',
  side,
  kind: 'azure-sync',
  title: `sync its half with the address space of ${otherEnd(peering, side)}: ${cidrs.join(', ')}`,
  fields: { half },
  role: 'setting',
});

/** The deletion of the half of one side. */
export function halfRemoval(peering: Peering, side: Name): Change {
  const local = peering.requester.end.name === side ? peering.requester : peering.accepter;
  return deletion(halfOf(peering, local), `delete its half of the peering with ${otherEnd(peering, side)}`);
}

/**
 * The sides in the order in which their halves are deleted: the user of gateways first.
 * @param isRequest  true while only the requester's half may exist
 */
export const removalOrder = (peering: Peering, isRequest: boolean): Name[] =>
  (isRequest ? [peering.requester] : inOrder(peering)).map(({ end }) => end.name).reverse();

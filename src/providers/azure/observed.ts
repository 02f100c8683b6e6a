/** One side of a peering as Azure describes it. */
import type { Cidr } from '../../model/address/cidr.ts';
import type { Options } from '../../model/peering.ts';

/** A peering of a VNet: one half, which only this VNet has. */
export interface ObservedPeering {
  readonly name: string;
  /** The id of the other VNet. */
  readonly remote: string;
  /** `Initiated`, `Connected` or `Disconnected`. */
  readonly state: string;
  /** `FullyInSync` and the like; empty when Azure does not say. */
  readonly syncLevel: string;
  /** `Succeeded`, `Updating`, `Deleting` or `Failed`; empty when Azure does not say. */
  readonly provisioning: string;
  /** False for a half that lets nothing of the other VNet in. */
  readonly hasAccess: boolean;
  readonly options: Options;
  /** The networks of the other VNet that this half routes. */
  readonly routed: readonly Cidr[];
  /** The networks that the other VNet has now; absent when Azure does not say. */
  readonly remoteNow?: readonly Cidr[];
  /** True for a peering of single subnets. */
  readonly isOfSubnets: boolean;
}

/** A route of a route table on one of the VNet's subnets. */
export interface ObservedRoute {
  /** Id of the route table. */
  readonly table: string;
  readonly name: string;
  readonly cidr: Cidr;
  /** `VirtualAppliance`, `None` and the like. */
  readonly nextHop: string;
}

/** A flow log of the VNet. */
export interface ObservedFlowLog {
  readonly name: string;
  /** Id of the storage account. */
  readonly storage: string;
  readonly isEnabled: boolean;
}

export interface AzureObserved {
  /** False when Azure shows no such VNet. */
  readonly exists: boolean;
  /** The address space of the VNet. */
  readonly cidrs: readonly Cidr[];
  /** The half that connects the VNet with the other one, under any name: Azure allows only one. */
  readonly half?: ObservedPeering;
  /** A peering with the name of the plan, and with another VNet. */
  readonly obstacle?: ObservedPeering;
  /** All other peerings of the VNet. */
  readonly others: readonly ObservedPeering[];
  readonly routes: readonly ObservedRoute[];
  /** Read only if the peering has had flow logs on this side. */
  readonly logging?: Logging;
}

/** The region of a VNet, and its flow logs: Azure allows one. */
export interface Logging {
  readonly region: string;
  readonly flowLog?: ObservedFlowLog;
}

export const isConnected = ({ state }: ObservedPeering): boolean => state === 'Connected';
export const isDisconnected = ({ state }: ObservedPeering): boolean => state === 'Disconnected';

/** The networks of the other VNet that a half does not route yet, or routes although they are gone. */
export function unsynced({ routed, remoteNow }: ObservedPeering): readonly Cidr[] {
  if (!remoteNow) return [];
  return [
    ...remoteNow.filter((cidr) => !routed.includes(cidr)),
    ...routed.filter((cidr) => !remoteNow.includes(cidr)),
  ];
}

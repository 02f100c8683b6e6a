import { validationError } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { routedOfVpc } from '../../model/agreed.ts';
import { otherEnd } from '../../model/peering.ts';
import { missingIdsText } from '../../model/provider.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { Name } from '../../model/values.ts';
import type { Scene } from '../provider.ts';
import { resourceId } from './ids.ts';
import { azure } from './spec.ts';

/** The ids of a VNet, as they stand in the plan. */
export interface AzureIds {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly vnet?: string;
  readonly tenant?: string;
  readonly routeTables?: readonly string[];
  readonly securityGroups?: readonly string[];
}

/** A VNet with everything that commands need to know about it. */
export interface AzurePlace {
  readonly vpc: Name;
  /** The networks that the other side routes. */
  readonly cidrs: readonly Cidr[];
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly vnet: string;
  /** Absent while it is not known. */
  readonly tenant?: string;
  /** The full id of the VNet. */
  readonly id: string;
}

/** Returns where a VPC is. Exit 3 when its subscription, resource group or VNet is missing. */
export function azurePlace(
  { state, peering }: Pick<Scene, 'state'> & Partial<Pick<Scene, 'peering'>>,
  name: Name,
): AzurePlace {
  const vpc = vpcNamed(state, name);
  const missing = missingIdsText(azure, vpc);
  if (missing || vpc.provider.kind !== 'azure')
    throw validationError(
      'provider-ids-missing',
      missing?.message ?? `VPC ${name} is not at Azure`,
      missing?.hint ?? `run \`peerway vpc update ${name} --provider azure\``,
    );
  const { subscription = '', resourceGroup = '', vnet = '', tenant } = vpc.provider as AzureIds;
  return {
    vpc: name,
    cidrs: peering ? routedOfVpc(state, peering, name) : vpc.cidrs,
    subscription,
    resourceGroup,
    vnet,
    ...(tenant ? { tenant } : {}),
    id: resourceId('virtualNetworks', { subscription, resourceGroup, name: vnet }),
  };
}

/** The place of a side, and that of the other side. */
export const azurePlaces = (
  scene: Scene,
  side: Name,
): { readonly own: AzurePlace; readonly peer: AzurePlace } => ({
  own: azurePlace(scene, side),
  peer: azurePlace(scene, otherEnd(scene.peering, side)),
});

/** The resources of a VNet at Azure that peerway creates. */

import type { Cidr } from '../../../model/address/cidr.ts';
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import type { Resource } from '../../../model/resource.ts';
import type { Name } from '../../../model/values.ts';
import type { VpcScene } from '../../provider.ts';

/** One resource, by its kind. */
export type AzureVpcResource = Resource &
  (
    | { readonly kind: 'azure-vnet'; readonly fields: { readonly cidrs: readonly string[] } }
    | { readonly kind: 'azure-subnet'; readonly fields: { readonly subnet: Name; readonly cidr: Cidr } }
  );

/** The subscription, resource group and name of the VNet. */
export function placeOf({ vpc }: VpcScene): {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly vnet: string;
} {
  const { subscription, resourceGroup, vnet } = vpc.provider;
  return {
    subscription: String(subscription),
    resourceGroup: String(resourceGroup),
    vnet: String(vnet),
  };
}

/** Everything of the VNet, in the order in which it is created. */
export const azureVpcDesired = (scene: VpcScene): AzureVpcResource[] => [
  vnetResource(scene),
  ...scene.vpc.subnets.map(
    ({ name, cidr }): AzureVpcResource => ({
      key: `subnet ${name}`,
      side: scene.vpc.name,
      kind: 'azure-subnet',
      title: `create subnet ${name}, ${cidr}`,
      fields: { subnet: name, cidr },
    }),
  ),
];

export const vnetResource = (scene: VpcScene): AzureVpcResource => ({
  key: 'vnet',
  side: scene.vpc.name,
  kind: 'azure-vnet',
  title: `create VNet ${placeOf(scene).vnet} with ${scene.vpc.cidrs.join(', ')}`,
  fields: { cidrs: scene.vpc.cidrs },
});

/** Tags tell the VNet from those of others. Its subnets have no tags: they belong to it. */
export const tagsOf = ({ vpc }: VpcScene): Record<string, string> => ({
  'peerway:vpc': nameAtProvider(vpc),
  'peerway:state': vpc.creation.id,
});

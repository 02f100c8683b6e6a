/** Resources of Terraform's provider hashicorp/azurerm for a VNet. */
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import type { Change } from '../../../model/resource.ts';
import type { VpcScene } from '../../provider.ts';
import { type Block, identifier, requiredProvider } from '../../render/hcl.ts';
import { type AzureVpcResource, placeOf, tagsOf } from './resources.ts';

export function azureVpcBlocks(scene: VpcScene, changes: readonly Change[]): Block[] {
  const { subscription, resourceGroup } = placeOf(scene);
  return [
    requiredProvider('azurerm'),
    {
      head: ['provider', 'azurerm'],
      values: { subscription_id: subscription },
      blocks: [{ head: ['features'], values: {} }],
    },
    { head: ['data', 'azurerm_resource_group', labelOf(scene)], values: { name: resourceGroup } },
    ...changes.map(({ resource }) => blockOf(scene, resource as AzureVpcResource)),
  ];
}

const labelOf = ({ vpc }: VpcScene, part?: string): string =>
  identifier(part === undefined ? nameAtProvider(vpc) : `${nameAtProvider(vpc)}-${part}`);

/** The VNet is in the location of its resource group, as with `az`. */
function blockOf(scene: VpcScene, resource: AzureVpcResource): Block {
  const { vnet } = placeOf(scene);
  const group = `data.azurerm_resource_group.${labelOf(scene)}`;
  if (resource.kind === 'azure-vnet')
    return {
      head: ['resource', 'azurerm_virtual_network', labelOf(scene)],
      values: {
        name: vnet,
        resource_group_name: { ref: `${group}.name` },
        location: { ref: `${group}.location` },
        address_space: resource.fields.cidrs,
      },
      maps: { tags: tagsOf(scene) },
    };
  const { subnet, cidr } = resource.fields;
  return {
    head: ['resource', 'azurerm_subnet', labelOf(scene, subnet)],
    values: {
      name: subnet,
      resource_group_name: { ref: `${group}.name` },
      virtual_network_name: { ref: `azurerm_virtual_network.${labelOf(scene)}.name` },
      address_prefixes: [cidr],
    },
  };
}

/** Resources of Terraform's provider hashicorp/azurerm for the changes of a peering. */
import { nameAtProvider, vpcNameAtProvider } from '../../model/name-at-provider.ts';
import { otherEnd } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import type { RenderScene } from '../provider.ts';
import { type Block, identifier, type Reference, requiredProvider } from '../render/hcl.ts';
import { azurePlace, azurePlaces } from './place.ts';
import type { AzureResource } from './resources.ts';

export function azureBlocks(scene: RenderScene, changes: readonly Change[]): Block[] {
  const halves = changes.flatMap(({ resource }) => {
    const one = resource as AzureResource;
    return one.kind === 'azure-peering' ? [one] : [];
  });
  return [
    requiredProvider('azurerm'),
    ...halves.map(({ side }) => provider(scene, side)),
    ...halves.map((half, at) => blockOf(scene, half, halves[at - 1]?.side)),
  ];
}

/** Across tenants, the provider needs a token of the other tenant, too. */
function provider(scene: RenderScene, side: Name): Block {
  const { own, peer } = azurePlaces(scene, side);
  const isAcross = own.tenant && peer.tenant && own.tenant !== peer.tenant;
  return {
    head: ['provider', 'azurerm'],
    values: {
      alias: sideLabel(scene, side),
      subscription_id: own.subscription,
      tenant_id: own.tenant,
      auxiliary_tenant_ids: isAcross ? [peer.tenant as string] : undefined,
    },
    blocks: [{ head: ['features'], values: {} }],
  };
}

const RESOURCE = 'azurerm_virtual_network_peering';

/**
 * The block of a half. A VNet allows one operation at a time, and lending gateways comes before using them: the second
 * half waits for the first. If the networks of the other VNet change, the trigger makes Terraform sync them.
 */
function blockOf(
  scene: RenderScene,
  { side, fields: { options } }: AzureResource & { readonly kind: 'azure-peering' },
  before: Name | undefined,
): Block {
  const own = azurePlace(scene, side);
  const peer = azurePlace(scene, otherEnd(scene.peering, side));
  const after: Reference[] | undefined = before && [{ ref: `${RESOURCE}.${sideLabel(scene, before)}` }];
  return {
    head: ['resource', RESOURCE, sideLabel(scene, side)],
    values: {
      provider: { ref: `azurerm.${sideLabel(scene, side)}` },
      name: nameAtProvider(scene.peering),
      resource_group_name: own.resourceGroup,
      virtual_network_name: own.vnet,
      remote_virtual_network_id: peer.id,
      allow_virtual_network_access: true,
      allow_forwarded_traffic: options['allowForwardedTraffic'],
      allow_gateway_transit: options['allowGatewayTransit'],
      use_remote_gateways: options['useRemoteGateways'],
      depends_on: after,
    },
    maps: { triggers: { remote_address_space: peer.cidrs.join(',') } },
  };
}

/** The label of a side's half and of its provider. */
const sideLabel = ({ state }: RenderScene, side: Name): string => identifier(vpcNameAtProvider(state, side));

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
  const logs = changes.flatMap(({ resource }) => {
    const one = resource as AzureResource;
    return one.kind === 'azure-flow-log' ? [one] : [];
  });
  return [
    requiredProvider('azurerm'),
    ...halves.map(({ side }) => provider(scene, side)),
    ...halves.map((half, at) => blockOf(scene, half, halves[at - 1]?.side)),
    ...logs.flatMap((log) => flowLogBlocks(scene, log)),
  ];
}

/** A flow log belongs to the network watcher of its region, which has this name unless people have made their own. */
function flowLogBlocks(
  scene: RenderScene,
  { side, fields: { name, storage } }: AzureResource & { readonly kind: 'azure-flow-log' },
): Block[] {
  const own = azurePlace(scene, side);
  const provider = { ref: `azurerm.${sideLabel(scene, side)}` };
  const vnet = `data.azurerm_virtual_network.${sideLabel(scene, side)}`;
  return [
    {
      head: ['data', 'azurerm_virtual_network', sideLabel(scene, side)],
      values: { provider, name: own.vnet, resource_group_name: own.resourceGroup },
    },
    {
      head: ['resource', 'azurerm_network_watcher_flow_log', sideLabel(scene, side)],
      values: {
        provider,
        name,
        network_watcher_name: { ref: `"NetworkWatcher_\${${vnet}.location}"` },
        resource_group_name: 'NetworkWatcherRG',
        target_resource_id: { ref: `${vnet}.id` },
        storage_account_id: storage,
        enabled: true,
      },
      blocks: [{ head: ['retention_policy'], values: { enabled: false, days: { ref: '0' } } }],
    },
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

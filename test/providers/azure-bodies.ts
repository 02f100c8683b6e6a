/** VNets and halves as the API returns them, and as `az` prints them. */
import type { AzureCloud, Half, RouteTable, Vnet } from './azure-cloud.ts';

type Body = Readonly<Record<string, unknown>>;

const PEERING_TYPE = 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings';

/** A half as the API returns it. */
export function halfBody(cloud: AzureCloud, { id }: Vnet, half: Half): Body {
  return {
    id: `${id}/virtualNetworkPeerings/${half.name}`,
    name: half.name,
    type: PEERING_TYPE,
    etag: 'W/"0"',
    properties: {
      provisioningState: 'Succeeded',
      peeringState: half.state,
      peeringSyncLevel: cloud.syncLevel(id, half),
      remoteVirtualNetwork: { id: half.remote },
      allowVirtualNetworkAccess: half.allowVirtualNetworkAccess,
      allowForwardedTraffic: half.allowForwardedTraffic,
      allowGatewayTransit: half.allowGatewayTransit,
      useRemoteGateways: half.useRemoteGateways,
      doNotVerifyRemoteGateways: false,
      peerCompleteVnets: half.isOfSubnets !== true,
      remoteAddressSpace: { addressPrefixes: half.routed },
      remoteVirtualNetworkAddressSpace: { addressPrefixes: cloud.remoteNow(half) },
    },
  };
}

/** A VNet as the API returns it, with all its halves. */
export const vnetBody = (cloud: AzureCloud, vnet: Vnet): Body => ({
  id: vnet.id,
  name: vnet.name,
  type: 'Microsoft.Network/virtualNetworks',
  location: 'westeurope',
  etag: 'W/"0"',
  properties: {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes: vnet.prefixes },
    subnets: (vnet.subnets ?? []).map(({ name, ...properties }) => ({
      id: `${vnet.id}/subnets/${name}`,
      name,
      type: 'Microsoft.Network/virtualNetworks/subnets',
      properties,
    })),
    virtualNetworkPeerings: [...vnet.halves.values()].map((half) => halfBody(cloud, vnet, half)),
    enableDdosProtection: false,
  },
});

export const tableBody = ({ id, routes }: RouteTable): Body => ({
  id,
  name: id.split('/').at(-1),
  type: 'Microsoft.Network/routeTables',
  properties: { routes: routes.map(({ name, ...properties }) => ({ name, properties })) },
});

/** The same as `az` prints it: `properties` is flattened, and each id comes with its resource group. */
export function flattened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flattened);
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {}, ...rest } = value as { properties?: object; id?: string };
  const all = { ...rest, ...properties };
  const group = /\/resourceGroups\/([^/]+)/.exec(String(rest.id))?.[1];
  return Object.fromEntries(
    Object.entries({ ...all, ...(group === undefined ? {} : { resourceGroup: group }) })
      .map(([key, one]) => [key, flattened(one)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

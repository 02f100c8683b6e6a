/** Reads one side of a peering from Azure, with the operator's own `az`. */

import * as v from 'valibot';
import { type Cidr, canonicalCidr } from '../../model/address/cidr.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import type { Name } from '../../model/values.ts';
import { unlessCode } from '../explain.ts';
import { flowLogsOf } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Ask, Scene } from '../provider.ts';
import { readLogging } from './flow-logs.ts';
import { isSameId } from './ids.ts';
import type { AzureObserved, ObservedPeering, ObservedRoute } from './observed.ts';
import { type AzurePlace, azurePlaces } from './place.ts';

const NOTHING: AzureObserved = { exists: false, cidrs: [], others: [], routes: [] };

/** Reads the peerings of the VNet of one side, and the routes of its subnets. A VNet that is gone has none. */
export async function observeAzure(scene: Scene, side: Name, ask: Ask): Promise<AzureObserved> {
  const { own, peer } = azurePlaces(scene, side);
  const vnet = await vnetOf(own, ask).catch(unlessCode('provider-no-such-id', undefined));
  if (vnet === undefined) return NOTHING;
  const peerings = vnet.virtualNetworkPeerings.map(peeringOf);
  const half = peerings.find(({ remote }) => isSameId(remote, peer.id));
  const obstacle = half
    ? undefined
    : peerings.find(({ name }) => isSameId(name, nameAtProvider(scene.peering)));
  const tables = [...new Set(vnet.subnets.flatMap(({ routeTable }) => routeTable?.id ?? []))];
  return {
    exists: true,
    cidrs: prefixesOf(vnet.addressSpace),
    ...(half ? { half } : {}),
    ...(obstacle ? { obstacle } : {}),
    others: peerings.filter((one) => one !== half && one !== obstacle),
    routes: tables.length === 0 ? [] : await routesIn(tables, ask),
    ...(flowLogsOf(scene.peering, side) === undefined
      ? {}
      : { logging: await readLogging(own, vnet.location, ask) }),
  };
}

/** All peerings of a VNet. */
export const peeringsOf = async (own: AzurePlace, ask: Ask): Promise<ObservedPeering[]> =>
  (await vnetOf(own, ask)).virtualNetworkPeerings.map(peeringOf);

async function vnetOf(
  { vnet, resourceGroup, subscription }: AzurePlace,
  ask: Ask,
): Promise<v.InferOutput<typeof VNET>> {
  const answer = await ask([
    ...['network', 'vnet', 'show', '--name', vnet, '--resource-group', resourceGroup],
    ...['--subscription', subscription, '--output', 'json'],
  ]);
  return readAnswer(VNET, answer, 'az network vnet show');
}

/** An operator may have no right to read route tables, which only matter for advice. */
async function routesIn(tables: readonly string[], ask: Ask): Promise<ObservedRoute[]> {
  const answer = await ask([
    ...['network', 'route-table', 'show', '--ids', ...tables],
    ...['--output', 'json'],
  ]).catch(unlessCode('provider-denied', []));
  return readAnswer(TABLES, [answer].flat(), 'az network route-table show').flatMap(({ id, routes }) =>
    routes.map(({ name, addressPrefix, nextHopType }) => ({
      table: id,
      name,
      cidr: canonicalCidr(addressPrefix) as Cidr,
      nextHop: nextHopType,
    })),
  );
}

const SPACE = v.nullish(v.object({ addressPrefixes: v.nullish(v.array(v.string()), []) }));
const FLAG = v.nullish(v.boolean(), false);
const TEXT = v.nullish(v.string(), '');

/** A peering as `az` prints it: `peering show`, `peering list`, and within `vnet show`. */
export const PEERING = v.object({
  name: v.string(),
  peeringState: TEXT,
  peeringSyncLevel: TEXT,
  provisioningState: TEXT,
  allowVirtualNetworkAccess: FLAG,
  allowForwardedTraffic: FLAG,
  allowGatewayTransit: FLAG,
  useRemoteGateways: FLAG,
  peerCompleteVnets: v.nullish(v.boolean(), true),
  remoteVirtualNetwork: v.nullish(v.object({ id: v.string() })),
  remoteAddressSpace: SPACE,
  remoteVirtualNetworkAddressSpace: SPACE,
});

const VNET = v.object({
  location: TEXT,
  addressSpace: SPACE,
  virtualNetworkPeerings: v.nullish(v.array(PEERING), []),
  subnets: v.nullish(v.array(v.object({ routeTable: v.nullish(v.object({ id: v.string() })) })), []),
});

const TABLES = v.array(
  v.object({
    id: v.string(),
    routes: v.nullish(
      v.array(v.object({ name: v.string(), addressPrefix: v.string(), nextHopType: v.string() })),
      [],
    ),
  }),
);

const prefixesOf = (space: v.InferOutput<typeof SPACE>): Cidr[] =>
  (space?.addressPrefixes ?? []).map((prefix) => canonicalCidr(prefix) as Cidr);

function peeringOf(found: v.InferOutput<typeof PEERING>): ObservedPeering {
  const { allowForwardedTraffic, allowGatewayTransit, useRemoteGateways } = found;
  const { remoteAddressSpace, remoteVirtualNetworkAddressSpace } = found;
  return {
    name: found.name,
    remote: found.remoteVirtualNetwork?.id ?? '',
    state: found.peeringState,
    syncLevel: found.peeringSyncLevel,
    provisioning: found.provisioningState,
    hasAccess: found.allowVirtualNetworkAccess,
    options: { allowForwardedTraffic, allowGatewayTransit, useRemoteGateways },
    routed: prefixesOf(remoteAddressSpace),
    ...(remoteVirtualNetworkAddressSpace ? { remoteNow: prefixesOf(remoteVirtualNetworkAddressSpace) } : {}),
    isOfSubnets: !found.peerCompleteVnets,
  };
}

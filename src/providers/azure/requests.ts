/** Halves of peerings at Azure whose other half does not exist: a VNet does not show the requests of others. */

import { isName } from '../../model/values.ts';
import type { RequestEnd, WaitingRequest } from '../../model/waiting-request.ts';
import { visible } from '../../visible.ts';
import type { RequestInbox } from '../provider.ts';
import { readResourceId } from './ids.ts';
import { peeringsOf } from './observe.ts';
import type { ObservedPeering } from './observed.ts';
import { type AzurePlace, azurePlace } from './place.ts';

const endOf = ({ subscription, resourceGroup, vnet, cidrs }: AzurePlace): RequestEnd => ({
  provider: { kind: 'azure', subscription, resourceGroup, vnet },
  cidrs,
});

/** The VNet at the other end, with the networks that Azure shows; undefined for an id of another form. */
function peerOf({ remote, routed, remoteNow = routed }: ObservedPeering): RequestEnd | undefined {
  const place = readResourceId('virtualNetworks', remote);
  if (!place) return undefined;
  const { subscription, resourceGroup, name: vnet } = place;
  return { provider: { kind: 'azure', subscription, resourceGroup, vnet }, cidrs: remoteNow };
}

function waiting(half: ObservedPeering, own: AzurePlace): WaitingRequest[] {
  const accepter = peerOf(half);
  if (half.state !== 'Initiated' || !accepter) return [];
  const { name } = half;
  return [
    {
      id: `${own.subscription}/${visible(own.resourceGroup)}/${own.vnet}/${visible(name)}`,
      ...(isName(name) ? { name } : {}),
      ...{ requester: endOf(own), accepter, code: half.state },
      message: 'the other half does not exist yet',
    },
  ];
}

export const azureRequests: RequestInbox = {
  groups: (_, vpcs) => vpcs.map((vpc) => [vpc]),
  read: async (scene, [vpc], ask) => {
    if (vpc === undefined) return [];
    const own = azurePlace({ state: scene.state }, vpc);
    return (await peeringsOf(own, ask)).flatMap((half) => waiting(half, own));
  },
};

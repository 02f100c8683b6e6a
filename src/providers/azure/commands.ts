/** The commands of `az` for each change of a peering (Azure CLI reference, `az network vnet peering`). */
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { endsOf, type Options } from '../../model/peering.ts';
import { flagName } from '../../model/provider.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsOf } from '../flow-logs.ts';
import type { Command, Scene } from '../provider.ts';
import { flowLogCommand, flowLogsQuery } from './flow-logs.ts';
import { type AzurePlace, azurePlaces } from './place.ts';
import type { AzureResource } from './resources.ts';

/** The command of a change. */
export function azureCommand(scene: Scene, change: Change): Command {
  const name = nameAtProvider(scene.peering);
  const { own, peer } = azurePlaces(scene, change.resource.side);
  const resource = change.resource as AzureResource;
  if (resource.kind === 'azure-flow-log') return flowLogCommand(own, resource.fields, change.op);
  if (change.op === 'delete') return peeringDeletion(own, name);
  switch (resource.kind) {
    case 'azure-peering':
      return change.op === 'update'
        ? silent(own, 'update', name, ['--set', ...settings(resource.fields)])
        : silent(own, 'create', name, ['--remote-vnet', peer.id, ...flags(resource.fields.options)]);
    case 'azure-sync':
      return silent(own, 'sync', resource.fields.half);
    case 'azure-connected':
      return {
        ...az(own, 'show', resource.fields.half, ['--query', 'peeringState', '--output', 'tsv']),
        until: 'Connected',
      };
    case 'azure-disconnected':
      return peeringDeletion(own, name);
  }
}

type Verb = 'create' | 'update' | 'sync' | 'show' | 'delete';

const az = (own: AzurePlace, verb: Verb, name: string, more: readonly string[] = []): Command => ({
  program: 'az',
  words: [
    ...['network', 'vnet', 'peering', verb, '--name', name],
    ...['--resource-group', own.resourceGroup, '--vnet-name', own.vnet],
    ...more,
    ...['--subscription', own.subscription],
  ],
});

const silent = (own: AzurePlace, verb: Verb, name: string, more: readonly string[] = []): Command =>
  az(own, verb, name, [...more, '--output', 'none']);

/** The command that deletes a peering of a VNet. It succeeds if there is none. */
export const peeringDeletion = (own: AzurePlace, name: string): Command => silent(own, 'delete', name);

/** Bare flags: every version of `az` takes them. Without the first, a connected peering lets nothing pass. */
const flags = (options: Options): string[] => [
  '--allow-vnet-access',
  ...Object.entries(options).flatMap(([key, value]) => (value === true ? [flagName(key)] : [])),
];

/** Every option, so that the result does not depend on earlier settings. */
const settings = ({
  options,
  isClosed = false,
}: {
  readonly options: Options;
  readonly isClosed?: boolean;
}) =>
  Object.entries({ allowVirtualNetworkAccess: !isClosed, ...options }).map(
    ([key, value]) => `${key}=${value}`,
  );

/** The command that shows a route of a route table. */
export const routeQuery = (
  {
    subscription,
    resourceGroup,
    name,
  }: { readonly subscription: string; readonly resourceGroup: string; readonly name: string },
  route: string,
): Command => ({
  program: 'az',
  words: [
    ...['network', 'route-table', 'route', 'show', '--name', route],
    ...['--resource-group', resourceGroup, '--route-table-name', name, '--subscription', subscription],
  ],
});

/** The command that lists the peerings of a side's VNet. */
export function peeringsQuery(scene: Scene, side: Name): Command {
  const { own } = azurePlaces(scene, side);
  return {
    program: 'az',
    words: [
      ...['network', 'vnet', 'peering', 'list', '--resource-group', own.resourceGroup],
      ...['--vnet-name', own.vnet, '--subscription', own.subscription, '--output', 'table'],
    ],
  };
}

/** The commands that list the halves of a peering, and the flow logs of its VNets if it has had some. */
export const azureLeftoverQueries = (scene: Scene): Command[] => [
  ...endsOf(scene.peering).map((side) => peeringsQuery(scene, side)),
  ...endsOf(scene.peering).flatMap((side) =>
    flowLogsOf(scene.peering, side) === undefined ? [] : [flowLogsQuery(azurePlaces(scene, side).own)],
  ),
];

/** The commands of `az` for each change of a VNet (Azure CLI reference, `az network vnet`). */
import type { Change } from '../../../model/resource.ts';
import type { Command, NameClaim, VpcScene } from '../../provider.ts';
import { type AzureVpcResource, placeOf, tagsOf } from './resources.ts';

/** The command of a change. A VNet is deleted with its subnets. */
export function azureVpcCommand(scene: VpcScene, change: Change): Command {
  const resource = change.resource as AzureVpcResource;
  const { resourceGroup, subscription } = placeOf(scene);
  const where = ['--resource-group', resourceGroup, '--subscription', subscription];
  return {
    program: 'az',
    words: ['network', 'vnet', ...wordsOf(scene, resource, change.op), ...where, '--output', 'none'],
    exists: [
      ...['network', 'vnet', 'list', '--query', queryOf(scene, resource, change.op)],
      ...where,
      ...['--output', 'tsv'],
    ],
    ...(resource.kind === 'azure-vnet' && change.op === 'create' ? { claim: claimOf(scene, where) } : {}),
  };
}

/** `az network vnet create` replaces a VNet of the name, also one whose name differs in case only. */
function claimOf(scene: VpcScene, where: readonly string[]): NameClaim {
  const { vnet } = placeOf(scene);
  const tags = Object.entries(tagsOf(scene));
  const marks = tags.map(([key]) => `to_string(tags."${key}")`);
  return {
    name: vnet,
    what: 'VNet',
    words: [
      ...['network', 'vnet', 'list', '--query', `[].join(',', [name, ${marks.join(', ')}])`],
      ...where,
      ...['--output', 'tsv'],
    ],
    own: [vnet, ...tags.map(([, value]) => value)].join(','),
    isReplaced: true,
  };
}

function wordsOf(scene: VpcScene, resource: AzureVpcResource, op: Change['op']): string[] {
  const { vnet } = placeOf(scene);
  if (resource.kind === 'azure-subnet') {
    const { subnet, cidr } = resource.fields;
    return ['subnet', 'create', '--name', subnet, '--vnet-name', vnet, '--address-prefixes', cidr];
  }
  const { cidrs } = resource.fields;
  if (op === 'delete') return ['delete', '--name', vnet];
  if (op === 'update') return ['update', '--name', vnet, '--address-prefixes', ...cidrs];
  const tags = Object.entries(tagsOf(scene)).map(([key, value]) => `${key}=${value}`);
  return ['create', '--name', vnet, '--address-prefixes', ...cidrs, '--tags', ...tags];
}

/** Prints the name of an object that exists; before a deletion, only of a VNet with the tags of the plan. */
function queryOf(scene: VpcScene, resource: AzureVpcResource, op: Change['op']): string {
  const tags = op === 'delete' ? Object.entries(tagsOf(scene)) : [];
  const own = tags.map(([key, value]) => ` && tags."${key}"=='${value}'`).join('');
  const vnet = `[?name=='${placeOf(scene).vnet}'${own}]`;
  return resource.kind === 'azure-vnet'
    ? `${vnet}.name | [0]`
    : `${vnet}.subnets[] | [?name=='${resource.fields.subnet}'].name | [0]`;
}

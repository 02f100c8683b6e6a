/** The differences of the resources of a VNet from the observed ones, its deletion, and the objects of others in it. */
import { type Blocked, type Change, creation, deletion, type Resource } from '../../../model/resource.ts';
import { shellQuoted, visible } from '../../../visible.ts';
import type { VpcScene } from '../../provider.ts';
import { isSameId } from '../ids.ts';
import type { AzureVpcObserved } from './observe.ts';
import { type AzureVpcResource, placeOf, vnetResource } from './resources.ts';

/** The changes that are left until the desired resources exist. */
export const azureVpcDiff = (
  scene: VpcScene,
  desired: readonly Resource[],
  observed: AzureVpcObserved = {},
): Change[] =>
  (desired as readonly AzureVpcResource[]).flatMap((resource) =>
    resource.kind === 'azure-vnet'
      ? vnetChange(scene, resource, observed)
      : subnetChange(scene, resource, observed),
  );

function vnetChange(
  scene: VpcScene,
  resource: AzureVpcResource & { readonly kind: 'azure-vnet' },
  { vnet }: AzureVpcObserved,
): Change[] {
  if (!vnet) return [creation(resource)];
  const { subscription, resourceGroup, vnet: name } = placeOf(scene);
  if (!vnet.isOwn) {
    const blocked: Blocked = {
      code: 'provider-name-taken',
      message: `Resource group ${resourceGroup} has a VNet ${name} that peerway did not create for this plan`,
      hint: `run \`peerway vpc import ${name} --from-azure --subscription ${subscription} --resource-group ${shellQuoted(resourceGroup)}\` to use it, or choose another --vnet`,
    };
    return [{ ...creation(resource), blocked }];
  }
  const missing = resource.fields.cidrs.filter((cidr) => !vnet.cidrs.includes(cidr));
  if (missing.length === 0) return [];
  const fields = { cidrs: [...vnet.cidrs, ...missing] };
  return [
    { op: 'update', resource: { ...resource, fields }, title: `add ${missing.join(', ')} to VNet ${name}` },
  ];
}

function subnetChange(
  { vpc }: VpcScene,
  resource: AzureVpcResource & { readonly kind: 'azure-subnet' },
  { vnet }: AzureVpcObserved,
): Change[] {
  const { subnet, cidr } = resource.fields;
  const found = vnet?.isOwn ? vnet.subnets.find(({ name }) => isSameId(name, subnet)) : undefined;
  if (!found) return [creation(resource)];
  if (found.cidr === cidr) return [];
  const blocked: Blocked = {
    code: 'provider-other-values',
    message: `Subnet ${subnet} has ${visible(found.cidr)}, not ${cidr}`,
    hint: `add a subnet of another name with \`peerway vpc update ${vpc.name} --add-subnet <name>=${cidr}\``,
  };
  return [{ ...creation(resource), blocked }];
}

export const isAbsent = ({ vnet }: AzureVpcObserved): boolean => !vnet?.isOwn;

/** The deletion of the VNet, which its subnets go with. */
export function azureVpcRemoval(scene: VpcScene, observed?: AzureVpcObserved): Change[] {
  if (observed && isAbsent(observed)) return [];
  const subnets = observed?.vnet?.subnets.length ?? scene.vpc.subnets.length;
  const title = `delete VNet ${placeOf(scene).vnet}${subnets > 0 ? ' with its subnets' : ''}`;
  return [deletion(vnetResource(scene), title)];
}

/** The last parts of an id: the object, and its part in the subnet. */
const userText = (id: string): string => id.replace(/^.*\/providers\/[^/]+\//, '');

/** Objects that peerway did not create, one line each. */
export function blockersIn({ vpc }: VpcScene, { vnet }: AzureVpcObserved): string[] {
  if (!vnet?.isOwn) return [];
  const isPlanned = (name: string): boolean => vpc.subnets.some((subnet) => isSameId(subnet.name, name));
  return [
    ...vnet.subnets.flatMap(({ name, users }) => [
      ...(isPlanned(name) ? [] : [`subnet ${visible(name, 80)}`]),
      ...users.map((id) => `${visible(userText(id), 120)} in subnet ${visible(name, 80)}`),
    ]),
    ...vnet.peerings.map((name) => `peering ${visible(name, 80)}`),
  ];
}

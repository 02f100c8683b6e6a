/** Resources of Terraform's provider hashicorp/google for a network. */
import type { Change } from '../../../model/resource.ts';
import type { VpcScene } from '../../provider.ts';
import { type Block, identifier, requiredProvider } from '../../render/hcl.ts';
import { descriptionOf, type GcpVpcResource, networkOf } from './resources.ts';

export const gcpVpcBlocks = (scene: VpcScene, changes: readonly Change[]): Block[] => [
  requiredProvider('google'),
  ...changes.map(({ resource }) => blockOf(scene, resource as GcpVpcResource)),
];

function blockOf(scene: VpcScene, resource: GcpVpcResource): Block {
  const { project, network } = networkOf(scene);
  const description = descriptionOf(scene);
  if (resource.kind === 'gcp-network')
    return {
      head: ['resource', 'google_compute_network', identifier(network)],
      values: { name: network, project, auto_create_subnetworks: false, description },
    };
  const { subnet, region, cidr } = resource.fields;
  return {
    head: ['resource', 'google_compute_subnetwork', identifier(`${subnet}-${region}`)],
    values: {
      name: subnet,
      project,
      region,
      network: { ref: `google_compute_network.${identifier(network)}.id` },
      ip_cidr_range: cidr,
      description,
    },
  };
}

/** The resources of a network at GCP that peerway creates. */

import type { Cidr } from '../../../model/address/cidr.ts';
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import type { Resource } from '../../../model/resource.ts';
import type { Subnet } from '../../../model/state.ts';
import type { Name } from '../../../model/values.ts';
import type { VpcScene } from '../../provider.ts';
import { gcpName } from '../names.ts';

export interface GcpSubnet {
  /** Its name at GCP, which is unique in the region of the project. */
  readonly subnet: string;
  readonly region: string;
  readonly cidr: Cidr;
}

/** One resource, by its kind. */
export type GcpVpcResource = Resource &
  ({ readonly kind: 'gcp-network' } | { readonly kind: 'gcp-subnet'; readonly fields: GcpSubnet });

/** The project and the network. */
export function networkOf({ vpc, access }: VpcScene): { readonly project: string; readonly network: string } {
  const { project, network } = vpc.provider;
  return { project: String(access['project'] ?? project), network: String(network) };
}

/** Everything of the network, in the order in which it is created. */
export const gcpVpcDesired = (scene: VpcScene): GcpVpcResource[] => [
  networkResource(scene),
  ...scene.vpc.subnets.map((subnet) => subnetResource(scene, subnet)),
];

export const networkResource = (scene: VpcScene): GcpVpcResource => ({
  key: 'network',
  side: scene.vpc.name,
  kind: 'gcp-network',
  title: `create network ${networkOf(scene).network} in custom mode`,
  fields: {},
});

const subnetResource = (scene: VpcScene, { name, cidr, zone = '' }: Subnet): GcpVpcResource =>
  subnetOf(scene.vpc.name, {
    subnet: gcpName(`${networkOf(scene).network}-${name}`),
    region: zone,
    cidr,
  });

export const subnetOf = (side: Name, fields: GcpSubnet): GcpVpcResource => ({
  key: `subnet ${fields.region}/${fields.subnet}`,
  side,
  kind: 'gcp-subnet',
  title: `create subnet ${fields.subnet}, ${fields.cidr} in ${fields.region}`,
  fields,
});

/** The description by which peerway recognizes its own objects: networks at GCP have no labels. */
export const descriptionOf = ({ vpc }: VpcScene): string =>
  `peerway:${nameAtProvider(vpc)}:${vpc.creation.id}`;

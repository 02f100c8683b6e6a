/** The differences of the resources of a network at GCP from the observed ones, and its deletion. */
import type { Cidr } from '../../../model/address/cidr.ts';
import { type Blocked, type Change, creation, deletion, type Resource } from '../../../model/resource.ts';
import { visible } from '../../../visible.ts';
import type { VpcScene } from '../../provider.ts';
import type { FoundSubnet, GcpVpcObserved } from './observe.ts';
import {
  type GcpSubnet,
  type GcpVpcResource,
  gcpVpcDesired,
  networkOf,
  networkResource,
  subnetOf,
} from './resources.ts';

/** The changes that are left until the desired resources exist. */
export const gcpVpcDiff = (
  scene: VpcScene,
  desired: readonly Resource[],
  observed?: GcpVpcObserved,
): Change[] =>
  (desired as readonly GcpVpcResource[]).flatMap((resource): Change[] => {
    if (!observed) return [creation(resource)];
    return resource.kind === 'gcp-network'
      ? networkChange(scene, resource, observed)
      : subnetChange(scene, resource, observed);
  });

function networkChange(scene: VpcScene, resource: GcpVpcResource, { network }: GcpVpcObserved): Change[] {
  if (!network) return [creation(resource)];
  if (network.isOwn) return [];
  const { project, network: name } = networkOf(scene);
  const blocked: Blocked = {
    code: 'provider-name-taken',
    message: `Project ${project} has a network ${name} that peerway did not create for this plan`,
    hint: `run \`peerway vpc import ${name} --from-gcp --project ${project}\` to use it, or choose another --network`,
  };
  return [{ ...creation(resource), blocked }];
}

const isAt = ({ subnet, region }: GcpSubnet, found: FoundSubnet): boolean =>
  found.subnet === subnet && found.region === region;

function subnetChange(
  scene: VpcScene,
  resource: GcpVpcResource & { readonly kind: 'gcp-subnet' },
  { subnets }: GcpVpcObserved,
): Change[] {
  const { fields } = resource;
  const found = subnets.find((one) => isAt(fields, one));
  if (!found) return [creation(resource)];
  if (found.isOwn && found.cidr === fields.cidr) return [];
  const theirs = `${fields.subnet} in ${fields.region}`;
  const blocked: Blocked = found.isOwn
    ? {
        code: 'provider-other-values',
        message: `Subnet ${theirs} has ${visible(found.cidr)}, not ${fields.cidr}`,
        hint: `add a subnet of another name with \`peerway vpc update ${scene.vpc.name} --add-subnet <name>=${fields.cidr}@${fields.region}\``,
      }
    : {
        code: 'provider-name-taken',
        message: `Network ${visible(found.network)} has a subnet ${theirs} that peerway did not create`,
        hint: 'choose another name for the subnet',
      };
  return [{ ...creation(resource), blocked }];
}

export const isAbsent = ({ network, subnets }: GcpVpcObserved): boolean =>
  !network?.isOwn && !subnets.some(({ isOwn }) => isOwn);

/** The deletions, of everything that peerway created if it was observed. Subnets go before their network. */
export function gcpVpcRemoval(scene: VpcScene, observed?: GcpVpcObserved): Change[] {
  const resources = observed ? existing(scene, observed) : gcpVpcDesired(scene);
  return [...resources]
    .reverse()
    .map((resource) =>
      deletion(
        resource,
        resource.kind === 'gcp-network'
          ? `delete network ${networkOf(scene).network}`
          : `delete subnet ${resource.fields.subnet}, ${resource.fields.cidr} in ${resource.fields.region}`,
      ),
    );
}

/** The resources that exist, also those that the plan no longer has. */
const existing = (scene: VpcScene, { network, subnets }: GcpVpcObserved): GcpVpcResource[] => [
  ...(network?.isOwn ? [networkResource(scene)] : []),
  ...subnets
    .filter(({ isOwn }) => isOwn)
    .map(({ subnet, region, cidr }) => subnetOf(scene.vpc.name, { subnet, region, cidr: cidr as Cidr })),
];

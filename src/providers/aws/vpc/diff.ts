/** The differences of the resources of a VPC at AWS from the observed ones. */
import type { Cidr } from '../../../model/address/cidr.ts';
import { type Blocked, type Change, creation, type Resource } from '../../../model/resource.ts';
import { visible } from '../../../visible.ts';
import type { VpcScene } from '../../provider.ts';
import type { AwsVpcObserved } from './observe.ts';
import { doubled, idOf, ownVpc, tableIn } from './observed.ts';
import { type AwsVpcResource, secondary } from './resources.ts';

/** The changes that are left until the desired resources exist. */
export const awsVpcDiff = (
  scene: VpcScene,
  desired: readonly Resource[],
  observed?: AwsVpcObserved,
): Change[] =>
  (desired as readonly AwsVpcResource[]).flatMap((resource) => [
    ...changeFor(scene, resource, observed),
    ...(resource.kind === 'aws-vpc' && observed ? lateCidr(scene, resource.fields.cidr, observed) : []),
  ]);

/** The first CIDR of the plan, where the VPC was created with another one. */
function lateCidr(scene: VpcScene, cidr: Cidr, observed: AwsVpcObserved): Change[] {
  if (!ownVpc(observed)) return [];
  return secondary(scene.vpc.name, cidr).flatMap((resource) => changeFor(scene, resource, observed));
}

function changeFor(
  scene: VpcScene,
  resource: AwsVpcResource,
  observed: AwsVpcObserved | undefined,
): Change[] {
  const blocked = observed && obstacleTo(scene, resource, observed);
  if (blocked) return [{ ...creation(resource), blocked }];
  if (observed && isSatisfied(resource, observed)) return [];
  const until = WAITS[resource.kind];
  if (until !== undefined) return [{ op: 'wait', resource, title: resource.title, until }];
  return [creation(resource)];
}

const WAITS: Partial<Readonly<Record<AwsVpcResource['kind'], string>>> = {
  'aws-vpc-available': 'available',
  'aws-vpc-cidr-associated': 'associated',
};

function isSatisfied(resource: AwsVpcResource, observed: AwsVpcObserved): boolean {
  const vpc = ownVpc(observed);
  const held = (state: string): boolean =>
    'cidr' in resource.fields &&
    vpc?.cidrs.some(
      (one) => one.cidr === (resource.fields as { cidr: string }).cidr && one.state === state,
    ) === true;
  switch (resource.kind) {
    case 'aws-vpc-available':
      return vpc?.state === 'available';
    case 'aws-vpc-cidr':
      return held('associated') || held('associating');
    case 'aws-vpc-cidr-associated':
      return held('associated');
    case 'aws-vpc-dns':
      return observed.hasDnsHostNames;
    case 'aws-subnet-public':
      return observed.subnets.some(
        ({ object, isPublic }) => object === `subnet/${resource.fields.subnet}` && isPublic,
      );
    case 'aws-internet-gateway-attached':
      return vpc !== undefined && observed.gateways.some(({ attachedTo }) => attachedTo === vpc.id);
    case 'aws-default-route':
      return defaultRoute(observed)?.target === (idOf(observed, 'internet-gateway') ?? 'none');
    case 'aws-table-association': {
      const { role, subnet } = resource.fields;
      const id = idOf(observed, `subnet/${subnet}`);
      return tableIn(observed, role)?.associations.some((one) => one.subnet === id) === true;
    }
    default:
      return idOf(observed, resource.key) !== undefined;
  }
}

const defaultRoute = (observed: AwsVpcObserved) =>
  tableIn(observed, 'public')?.routes.find(({ cidr, isBlackhole }) => cidr === '0.0.0.0/0' && !isBlackhole);

/** An object at AWS for which the resource cannot be created, and that peerway does not change. */
function obstacleTo(
  scene: VpcScene,
  resource: AwsVpcResource,
  observed: AwsVpcObserved,
): Blocked | undefined {
  const copies = doubled(observed).filter(({ object }) => object === resource.key);
  if (copies.length > 0)
    return {
      code: 'provider-ambiguous',
      message: `AWS shows several objects with the tags of peerway for ${resource.key}: ${copies.map(({ id }) => id).join(', ')}`,
      hint: 'remove the tags that begin with peerway: from all but one of them, or delete the others',
    };
  switch (resource.kind) {
    case 'aws-vpc':
      return vpcObstacle(scene, observed);
    case 'aws-subnet': {
      const { subnet, cidr } = resource.fields;
      const found = observed.subnets.find(({ object }) => object === resource.key);
      if (!found || found.cidr === cidr) return undefined;
      return {
        code: 'provider-other-values',
        message: `${found.id} of subnet ${subnet} has ${visible(found.cidr)}, not ${cidr}; the CIDR of a subnet cannot be changed`,
        hint: `add a subnet of another name with \`peerway vpc update ${scene.vpc.name} --add-subnet <name>=${cidr}\``,
      };
    }
    case 'aws-internet-gateway-attached':
      return gatewayObstacle(scene, observed);
    default:
      return undefined;
  }
}

function vpcObstacle(
  { vpc: { name, provider, cidrs } }: VpcScene,
  observed: AwsVpcObserved,
): Blocked | undefined {
  const own = ownVpc(observed);
  const [other] = observed.vpcs.filter(({ isOwn }) => !isOwn);
  if (own && !own.cidrs.some(({ cidr }) => (cidrs as readonly string[]).includes(cidr)))
    return {
      code: 'provider-other-values',
      message: `${own.id} has ${own.cidrs.map(({ cidr }) => visible(cidr)).join(', ')}, not ${cidrs.join(', ')}`,
      hint: `run \`peerway vpc import ${own.id} --from-aws\` to update the plan`,
    };
  if (own) return undefined;
  if (other)
    return {
      code: 'provider-name-taken',
      message: `${other.id} was created by peerway as VPC ${name} from another plan, or before it was deleted from this one`,
      hint: `run \`peerway vpc import ${other.id} --from-aws\` to use it, or choose another name`,
    };
  if (typeof provider['vpcId'] !== 'string') return undefined;
  return {
    code: 'provider-no-such-id',
    message: `AWS shows no ${provider['vpcId']} with the tags of peerway for VPC ${name}`,
    hint: `if it was deleted, run \`peerway vpc delete ${name}\` and create it again`,
  };
}

/** A VPC has one internet gateway, and a gateway one VPC. */
function gatewayObstacle({ vpc: { provider } }: VpcScene, observed: AwsVpcObserved): Blocked | undefined {
  const region = String(provider['region']);
  const vpc = ownVpc(observed);
  const gateway = observed.gateways.find(
    ({ attachedTo }) => attachedTo !== undefined && attachedTo !== vpc?.id,
  );
  if (!gateway) return undefined;
  return {
    code: 'provider-wrong-state',
    message: `${gateway.id} is attached to ${gateway.attachedTo}, not to the VPC`,
    hint: `if it is not needed there, run \`aws ec2 detach-internet-gateway --region ${region} --internet-gateway-id ${gateway.id} --vpc-id ${gateway.attachedTo}\``,
  };
}

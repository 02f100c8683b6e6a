/** The deletion of a VPC at AWS that peerway created. */
import type { Cidr } from '../../../model/address/cidr.ts';
import { type Change, deletion } from '../../../model/resource.ts';
import type { Name } from '../../../model/values.ts';
import type { VpcScene } from '../../provider.ts';
import type { AwsVpcObserved, Tagged } from './observe.ts';
import { associationsOf, ownVpc } from './observed.ts';
import {
  type AwsVpcKind,
  type AwsVpcResource,
  association,
  attachment,
  awsVpcDesired,
  gatewayOf,
  groupOf,
  subnetOf,
  type TableRole,
  tableOf,
  vpcOf,
} from './resources.ts';
import { subnetOfObject } from './tags.ts';

/** The order in which AWS allows the deletions. */
const ORDER: readonly AwsVpcKind[] = [
  'aws-internet-gateway-attached',
  'aws-internet-gateway',
  'aws-table-association',
  'aws-subnet',
  'aws-route-table',
  'aws-vpc-security-group',
  'aws-vpc',
];

/** The deletions, of everything that carries the tags of the VPC if it was observed. */
export function awsVpcRemoval(scene: VpcScene, observed?: AwsVpcObserved): Change[] {
  const resources = observed ? existing(scene, observed) : awsVpcDesired(scene);
  return ORDER.flatMap((kind) => resources.filter((resource) => resource.kind === kind)).map((resource) =>
    deletion(resource, titleOf(resource)),
  );
}

/** The resources that exist, also those that the plan no longer has. */
function existing({ vpc }: VpcScene, observed: AwsVpcObserved): AwsVpcResource[] {
  const { name: side, cidrs } = vpc;
  return [
    ...observed.gateways.flatMap(({ attachedTo }) => [
      ...(attachedTo === undefined ? [] : [attachment(side)]),
      gatewayOf(side),
    ]),
    ...associationsOf(observed).map(({ table, subnet }) =>
      association(side, roleIn({ object: table }), subnet as Name),
    ),
    ...observed.subnets.flatMap(({ object, cidr }) => {
      const name = subnetOfObject(object);
      return name === undefined ? [] : [subnetOf(side, { name: name as Name, cidr: cidr as Cidr })];
    }),
    ...observed.tables.map(({ object }) => tableOf(side, roleIn({ object }))),
    ...observed.groups.map(() => groupOf(side)),
    ...(ownVpc(observed) ? [vpcOf(side, cidrs[0] as Cidr)] : []),
  ];
}

const roleIn = ({ object }: Pick<Tagged, 'object'>): TableRole =>
  object === 'route-table/public' ? 'public' : 'private';

function titleOf(resource: AwsVpcResource): string {
  switch (resource.kind) {
    case 'aws-internet-gateway-attached':
      return 'detach the internet gateway';
    case 'aws-internet-gateway':
      return 'delete the internet gateway';
    case 'aws-table-association':
      return `stop using the ${resource.fields.role} route table in subnet ${resource.fields.subnet}`;
    case 'aws-subnet':
      return `delete subnet ${resource.fields.subnet}, ${resource.fields.cidr}`;
    case 'aws-route-table':
      return `delete the ${resource.fields.role} route table`;
    case 'aws-vpc-security-group':
      return 'delete the security group';
    default:
      return 'delete the VPC';
  }
}

/** Resources of Terraform's provider hashicorp/aws for a VPC. */

import { type Cidr, contains } from '../../../model/address/cidr.ts';
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import type { Change } from '../../../model/resource.ts';
import type { VpcScene } from '../../provider.ts';
import { type Block, identifier, type Reference, requiredProvider, slug } from '../../render/hcl.ts';
import { GROUP_DESCRIPTION, groupName, tagsOf } from './commands.ts';
import type { AwsVpcResource } from './resources.ts';

export function awsVpcBlocks(scene: VpcScene, changes: readonly Change[]): Block[] {
  const { vpc, access } = scene;
  const { region } = vpc.provider;
  return [
    requiredProvider('aws'),
    {
      head: ['provider', 'aws'],
      values: { region: region as string, profile: access['profile'] },
    },
    ...changes.flatMap(({ resource }) => blockOf(scene, resource as AwsVpcResource) ?? []),
  ];
}

/** The label of an object of the VPC: `seoul-public`. */
const labelOf = ({ vpc }: VpcScene, part?: string): string =>
  identifier(part === undefined ? nameAtProvider(vpc) : `${nameAtProvider(vpc)}-${part}`);

const refTo = (type: string, label: string): Reference => ({ ref: `${type}.${label}.id` });

/** The block of a resource; none for waiting, and for parts that are values of another resource. */
function blockOf(scene: VpcScene, resource: AwsVpcResource): Block | undefined {
  const { vpc } = scene;
  const vpcId = refTo('aws_vpc', labelOf(scene));
  const maps = { tags: tagsOf(scene, resource) };
  switch (resource.kind) {
    case 'aws-vpc':
      return {
        head: ['resource', 'aws_vpc', labelOf(scene)],
        values: { cidr_block: resource.fields.cidr, enable_dns_hostnames: true },
        maps,
      };
    case 'aws-vpc-cidr': {
      const { cidr } = resource.fields;
      return {
        head: ['resource', 'aws_vpc_ipv4_cidr_block_association', labelOf(scene, slug(cidr))],
        values: { vpc_id: vpcId, cidr_block: cidr },
      };
    }
    case 'aws-subnet': {
      const { subnet, cidr, zone } = resource.fields;
      const isPublic = vpc.subnets.some((one) => one.name === subnet && one.public);
      return {
        head: ['resource', 'aws_subnet', labelOf(scene, subnet)],
        values: {
          vpc_id: inRange(scene, cidr) ?? vpcId,
          cidr_block: cidr,
          availability_zone: zone,
          map_public_ip_on_launch: isPublic ? true : undefined,
        },
        maps,
      };
    }
    case 'aws-internet-gateway':
      return {
        head: ['resource', 'aws_internet_gateway', labelOf(scene)],
        values: { vpc_id: vpcId },
        maps,
      };
    default:
      return routingBlock(scene, resource, { vpcId, maps });
  }
}

/** A subnet in a further range of the VPC is created once the VPC has that range. */
function inRange({ vpc }: VpcScene, cidr: Cidr): Reference | undefined {
  const range = vpc.cidrs.slice(1).find((outer) => contains(outer, cidr));
  if (range === undefined) return undefined;
  return {
    ref: `aws_vpc_ipv4_cidr_block_association.${identifier(`${nameAtProvider(vpc)}-${slug(range)}`)}.vpc_id`,
  };
}

/** Terraform removes the rule for all outgoing traffic that AWS gives a new group. */
const ALL_EGRESS: Block = {
  head: ['egress'],
  values: { from_port: { ref: '0' }, to_port: { ref: '0' }, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] },
};

function routingBlock(
  scene: VpcScene,
  resource: AwsVpcResource,
  { vpcId, maps }: { readonly vpcId: Reference; readonly maps: NonNullable<Block['maps']> },
): Block | undefined {
  switch (resource.kind) {
    case 'aws-route-table':
      return {
        head: ['resource', 'aws_route_table', labelOf(scene, resource.fields.role)],
        values: { vpc_id: vpcId },
        maps,
      };
    case 'aws-default-route':
      return {
        head: ['resource', 'aws_route', labelOf(scene, 'internet')],
        values: {
          route_table_id: refTo('aws_route_table', labelOf(scene, 'public')),
          destination_cidr_block: '0.0.0.0/0',
          gateway_id: refTo('aws_internet_gateway', labelOf(scene)),
        },
      };
    case 'aws-table-association': {
      const { role, subnet } = resource.fields;
      return {
        head: ['resource', 'aws_route_table_association', labelOf(scene, subnet)],
        values: {
          route_table_id: refTo('aws_route_table', labelOf(scene, role)),
          subnet_id: refTo('aws_subnet', labelOf(scene, subnet)),
        },
      };
    }
    case 'aws-vpc-security-group':
      return {
        head: ['resource', 'aws_security_group', labelOf(scene)],
        values: { vpc_id: vpcId, name: groupName(scene), description: GROUP_DESCRIPTION },
        maps,
        blocks: [ALL_EGRESS],
      };
    default:
      return undefined;
  }
}

/** The resources of a VPC at AWS that peerway creates. */
import type { Cidr } from '../../../model/address/cidr.ts';
import type { Resource } from '../../../model/resource.ts';
import type { Subnet } from '../../../model/state.ts';
import type { Name } from '../../../model/values.ts';
import type { VpcScene } from '../../provider.ts';

/** The hosts of a public table's subnets reach the internet. */
export type TableRole = 'public' | 'private';

/** One resource, by its kind. */
export type AwsVpcResource = Resource &
  (
    | { readonly kind: 'aws-vpc'; readonly fields: { readonly cidr: Cidr } }
    | { readonly kind: 'aws-vpc-cidr' | 'aws-vpc-cidr-associated'; readonly fields: { readonly cidr: Cidr } }
    | {
        readonly kind:
          | 'aws-vpc-available'
          | 'aws-vpc-dns'
          | 'aws-internet-gateway'
          | 'aws-internet-gateway-attached'
          | 'aws-default-route'
          | 'aws-vpc-security-group';
      }
    | {
        readonly kind: 'aws-subnet';
        readonly fields: { readonly subnet: Name; readonly cidr: Cidr; readonly zone?: string };
      }
    | { readonly kind: 'aws-subnet-public'; readonly fields: { readonly subnet: Name } }
    | { readonly kind: 'aws-route-table'; readonly fields: { readonly role: TableRole } }
    | {
        readonly kind: 'aws-table-association';
        readonly fields: { readonly role: TableRole; readonly subnet: Name };
      }
  );

export type AwsVpcKind = AwsVpcResource['kind'];

/** Everything of the VPC, in the order in which it is created. */
export function awsVpcDesired({ vpc }: VpcScene): AwsVpcResource[] {
  const { name: side, subnets } = vpc;
  const [first, ...more] = vpc.cidrs as readonly [Cidr, ...Cidr[]];
  const shared = subnets.filter(({ public: isPublic }) => isPublic);
  return [
    vpcOf(side, first),
    partOf(side, 'aws-vpc-available', 'wait until the VPC is available'),
    ...more.flatMap((cidr) => secondary(side, cidr)),
    partOf(side, 'aws-vpc-dns', 'give hosts with a public address a DNS name'),
    ...subnets.map((subnet) => subnetOf(side, subnet)),
    ...shared.map(({ name }) => publicAddresses(side, name)),
    ...(shared.length > 0 ? [gatewayOf(side), attachment(side)] : []),
    ...tablesOf(subnets).map((role) => tableOf(side, role)),
    ...(shared.length > 0 ? [defaultRoute(side)] : []),
    ...subnets.map((subnet) => association(side, roleOf(subnet), subnet.name)),
    groupOf(side),
  ];
}

/** The route tables that the subnets need. A VPC without subnets has the private one, for those that follow. */
function tablesOf(subnets: readonly Subnet[]): TableRole[] {
  const hasPublic = subnets.some(({ public: isPublic }) => isPublic);
  const hasPrivate = subnets.length === 0 || subnets.some(({ public: isPublic }) => !isPublic);
  return [...(hasPublic ? (['public'] as const) : []), ...(hasPrivate ? (['private'] as const) : [])];
}

const roleOf = ({ public: isPublic }: Subnet): TableRole => (isPublic ? 'public' : 'private');

/** A part of another resource, which is deleted with it. */
const partOf = (
  side: Name,
  kind: 'aws-vpc-available' | 'aws-vpc-dns' | 'aws-internet-gateway-attached' | 'aws-default-route',
  title: string,
): AwsVpcResource => ({ key: kind, side, kind, title, fields: {}, role: 'setting' });

export const vpcOf = (side: Name, cidr: Cidr): AwsVpcResource => ({
  key: 'vpc',
  side,
  kind: 'aws-vpc',
  title: `create the VPC with ${cidr}`,
  fields: { cidr },
});

/** A further CIDR of the VPC. */
export const secondary = (side: Name, cidr: Cidr): AwsVpcResource[] => [
  {
    key: `aws-vpc-cidr ${cidr}`,
    side,
    kind: 'aws-vpc-cidr',
    title: `add ${cidr} to the VPC`,
    fields: { cidr },
    role: 'setting',
  },
  {
    key: `aws-vpc-cidr-associated ${cidr}`,
    side,
    kind: 'aws-vpc-cidr-associated',
    title: `wait until the VPC has ${cidr}`,
    fields: { cidr },
    role: 'setting',
  },
];

export const subnetOf = (side: Name, { name, cidr, zone }: Subnet): AwsVpcResource => ({
  key: `subnet/${name}`,
  side,
  kind: 'aws-subnet',
  title: `create subnet ${name}, ${cidr}${zone ? ` in ${zone}` : ''}`,
  fields: { subnet: name, cidr, ...(zone ? { zone } : {}) },
});

const publicAddresses = (side: Name, subnet: Name): AwsVpcResource => ({
  key: `aws-subnet-public ${subnet}`,
  side,
  kind: 'aws-subnet-public',
  title: `give new hosts of subnet ${subnet} a public address`,
  fields: { subnet },
  role: 'setting',
});

export const gatewayOf = (side: Name): AwsVpcResource => ({
  key: 'internet-gateway',
  side,
  kind: 'aws-internet-gateway',
  title: 'create the internet gateway',
  fields: {},
});

/** The attachment is deleted before the gateway, so it is a resource of its own. */
export const attachment = (side: Name): AwsVpcResource => ({
  key: 'aws-internet-gateway-attached',
  side,
  kind: 'aws-internet-gateway-attached',
  title: 'attach the internet gateway to the VPC',
  fields: {},
});

export const tableOf = (side: Name, role: TableRole): AwsVpcResource => ({
  key: `route-table/${role}`,
  side,
  kind: 'aws-route-table',
  title: `create the ${role} route table`,
  fields: { role },
});

const defaultRoute = (side: Name): AwsVpcResource =>
  partOf(side, 'aws-default-route', 'route 0.0.0.0/0 to the internet gateway, in the public route table');

export const association = (side: Name, role: TableRole, subnet: Name): AwsVpcResource => ({
  key: `association/${subnet}`,
  side,
  kind: 'aws-table-association',
  title: `use the ${role} route table in subnet ${subnet}`,
  fields: { role, subnet },
});

export const groupOf = (side: Name): AwsVpcResource => ({
  key: 'security-group',
  side,
  kind: 'aws-vpc-security-group',
  title: 'create the security group for traffic of peerings',
  fields: {},
});

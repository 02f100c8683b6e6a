/** Whether one server can ping another, by the routes and the security groups of their VPCs. */
import { type Cidr, contains, type Ip, prefixOf } from '../../src/model/address/cidr.ts';
import { type Ec2Model, type Item, tagOf } from './ec2-model.ts';

/** A server in the subnet that holds its address, with the security group of peerway. */
export interface Server {
  readonly region: string;
  readonly address: string;
}

/** `yes`, or the reason why not. */
export function pings(model: Ec2Model, from: Server, to: Server): string {
  if (!leads(model, from, to) || !leads(model, to, from)) return 'no route';
  return allows(model, to, from) ? 'yes' : 'no rule';
}

const subnetOf = (model: Ec2Model, { region, address }: Server): Item | undefined =>
  model.region(region).subnets.find((subnet) => contains(subnet['CidrBlock'] as Cidr, address as Ip));

/** True if the most specific route of the subnet leads through an active peering with the VPC of the other server. */
function leads(model: Ec2Model, from: Server, to: Server): boolean {
  const [own, peer] = [subnetOf(model, from), subnetOf(model, to)];
  const { tables } = model.region(from.region);
  const table = tables.find(({ Associations }) =>
    Associations.some(({ SubnetId }) => SubnetId === own?.['SubnetId']),
  );
  const [route] = (table?.Routes ?? [])
    .filter((one) => contains(one['DestinationCidrBlock'] as Cidr, to.address as Ip))
    .sort(
      (a, b) => prefixOf(b['DestinationCidrBlock'] as Cidr) - prefixOf(a['DestinationCidrBlock'] as Cidr),
    );
  const connection = model.connections.find(
    (one) => one['VpcPeeringConnectionId'] === route?.['VpcPeeringConnectionId'],
  );
  if (!connection || (connection['Status'] as Item)['Code'] !== 'active') return false;
  const ends = [connection['RequesterVpcInfo'], connection['AccepterVpcInfo']].map(
    (info) => (info as Item)['VpcId'],
  );
  return ends.includes(own?.['VpcId']) && ends.includes(peer?.['VpcId']);
}

const allows = (model: Ec2Model, at: Server, from: Server): boolean =>
  model
    .region(at.region)
    .groups.filter(
      (group) =>
        tagOf(group, 'peerway:object') === 'security-group' &&
        group['VpcId'] === subnetOf(model, at)?.['VpcId'],
    )
    .flatMap(({ IpPermissions }) => IpPermissions.flatMap((rule) => rule['IpRanges'] as Item[]))
    .some(({ CidrIp }) => contains(CidrIp as Cidr, from.address as Ip));

/** Arguments of `aws ec2` that depend on the address family. */
import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import type { Word } from '../provider.ts';

/** The arguments that name a route; its target follows. */
export const routeArguments = (table: string, cidr: Cidr): Word[] => [
  ...['--route-table-id', table],
  familyOf(cidr) === 4 ? '--destination-cidr-block' : '--destination-ipv6-cidr-block',
  cidr,
];

/** The arguments that say where a VPC is: its region, and the profile that reaches it. */
export const whereArguments = ({ region, profile }: { region: string; profile?: string }): string[] => [
  ...['--region', region],
  ...(profile ? ['--profile', profile] : []),
];

/** A permission for all protocols from a network, as `--ip-permissions` takes it. */
export function allFrom(cidr: Cidr, description: string): string {
  const [list, key] = familyOf(cidr) === 4 ? ['IpRanges', 'CidrIp'] : ['Ipv6Ranges', 'CidrIpv6'];
  return `IpProtocol=-1,${list}=[{${key}=${cidr},Description=${description}}]`;
}

/** The flag of `replace-route` for a target, by the prefix of its id (EC2 API, `ReplaceRoute`). */
const TARGET_FLAGS: Readonly<Record<string, string>> = {
  igw: '--gateway-id',
  vgw: '--gateway-id',
  nat: '--nat-gateway-id',
  tgw: '--transit-gateway-id',
  eni: '--network-interface-id',
  eigw: '--egress-only-internet-gateway-id',
  i: '--instance-id',
  pcx: '--vpc-peering-connection-id',
  lgw: '--local-gateway-id',
  cagw: '--carrier-gateway-id',
  vpce: '--vpc-endpoint-id',
};

/** The flag for the target of a route; undefined for one that no command sets, such as `local`. */
export const targetFlag = (target: string): string | undefined =>
  target.startsWith('arn:') ? '--core-network-arn' : TARGET_FLAGS[target.replace(/-[0-9a-f]*$/, '')];

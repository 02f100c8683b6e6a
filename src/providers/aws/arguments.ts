/** Arguments of `aws ec2` that depend on the address family. */
import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import type { Word } from '../provider.ts';

/** The arguments that name a route; its target follows. */
export const routeArguments = (table: string, cidr: Cidr): Word[] => [
  ...['--route-table-id', table],
  familyOf(cidr) === 4 ? '--destination-cidr-block' : '--destination-ipv6-cidr-block',
  cidr,
];

/** A permission for all protocols from a network, as `--ip-permissions` takes it. */
export function allFrom(cidr: Cidr, description: string): string {
  const [list, key] = familyOf(cidr) === 4 ? ['IpRanges', 'CidrIp'] : ['Ipv6Ranges', 'CidrIpv6'];
  return `IpProtocol=-1,${list}=[{${key}=${cidr},Description=${description}}]`;
}

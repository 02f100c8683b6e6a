/** Words of `aws ec2` that depend on the family of a network. */
import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import type { Word } from '../step.ts';

/** Of a route in a table to a network; where it leads follows. */
export const routeWords = (table: string, cidr: Cidr): Word[] => [
  ...['--route-table-id', table],
  familyOf(cidr) === 4 ? '--destination-cidr-block' : '--destination-ipv6-cidr-block',
  cidr,
];

/** What lets all protocols in from a network, as `--ip-permissions` takes it. */
export function allFrom(cidr: Cidr, description: string): string {
  const [list, key] = familyOf(cidr) === 4 ? ['IpRanges', 'CidrIp'] : ['Ipv6Ranges', 'CidrIpv6'];
  return `IpProtocol=-1,${list}=[{${key}=${cidr},Description=${description}}]`;
}

/** Facts about VPCs at AWS that `vpc create` needs. */
import { type Cidr, familyOf, prefixOf } from '../../model/address/cidr.ts';
import type { CreationSpec } from '../../model/creation.ts';
import type { Rule } from '../../model/rules/rule.ts';
import type { Subnet, Vpc } from '../../model/state.ts';

/** The networks of a VPC and of its subnets, as messages call them. */
const networksOf = ({ name, cidrs, subnets }: Vpc): { readonly cidr: Cidr; readonly what: string }[] => [
  ...cidrs.map((cidr) => ({ cidr, what: `VPC ${name}` })),
  ...subnets.map((subnet) => ({ cidr: subnet.cidr, what: `subnet ${subnet.name}` })),
];

/** Amazon VPC User Guide, VPC CIDR blocks: AWS chooses the IPv6 range of a VPC. */
const ipv4Only: Rule<Vpc> = {
  code: 'ipv6-not-chosen',
  reason: 'has an IPv6 range',
  hint: () => 'leave the IPv6 range out',
  find: (vpc) =>
    networksOf(vpc)
      .filter(({ cidr }) => familyOf(cidr) === 6)
      .map(({ cidr, what }) => ({
        message: `AWS assigns IPv6 ranges itself; ${cidr} of ${what} cannot be chosen`,
      })),
};

/** Prefix lengths of a VPC and of a subnet (EC2 API, CreateVpc and CreateSubnet). */
const [LARGEST, SMALLEST] = [16, 28];

const size: Rule<Vpc> = {
  code: 'cidr-size',
  reason: 'too large or too small for AWS',
  hint: () => 'run `peerway plan suggest --prefix 16` for a free range',
  find: (vpc) =>
    networksOf(vpc)
      .filter(({ cidr }) => familyOf(cidr) === 4)
      .filter(({ cidr }) => prefixOf(cidr) < LARGEST || prefixOf(cidr) > SMALLEST)
      .map(({ cidr, what }) => ({
        message: `${cidr} of ${what} is too ${prefixOf(cidr) < LARGEST ? 'large' : 'small'}; AWS allows /${LARGEST} to /${SMALLEST}`,
      })),
};

/** IPv4 CIDRs of one VPC (Amazon VPC quotas). */
const MOST_CIDRS = 5;

const cidrCount: Rule<Vpc> = {
  code: 'too-many-cidrs',
  reason: 'has too many CIDRs',
  hint: () => `use at most ${MOST_CIDRS} CIDRs`,
  find: ({ name, cidrs }) =>
    cidrs.length > MOST_CIDRS
      ? [{ message: `VPC ${name} has ${cidrs.length} CIDRs; AWS allows ${MOST_CIDRS}` }]
      : [],
};

const regionOf = ({ provider }: Vpc): string => String(provider['region'] ?? '');

/** True for `ap-northeast-2a` in `ap-northeast-2`. */
const isIn = (region: string, { zone }: Subnet): boolean =>
  zone === undefined || (zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)));

const zoneInRegion: Rule<Vpc> = {
  code: 'zone-outside-region',
  reason: 'a zone is in another region',
  hint: (vpc) => `use a zone such as ${regionOf(vpc)}a, or leave the zone out`,
  find: (vpc) =>
    vpc.subnets
      .filter((subnet) => !isIn(regionOf(vpc), subnet))
      .map(({ name, zone }) => ({
        message: `${zone} of subnet ${name} is not a zone of region ${regionOf(vpc)}`,
      })),
};

export const awsCreation: CreationSpec = {
  given: ['account', 'region'],
  defaults: () => ({}),
  place: 'zone',
  hasPublicSubnets: true,
  isSumOfSubnets: false,
  rules: [ipv4Only, size, cidrCount, zoneInRegion],
};

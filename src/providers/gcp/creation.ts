/** Facts about networks at GCP that `vpc create` needs. */
import { type Cidr, familyOf, prefixOf } from '../../model/address/cidr.ts';
import type { CreationSpec } from '../../model/creation.ts';
import type { Rule } from '../../model/rules/rule.ts';
import type { Vpc } from '../../model/state.ts';
import { gcpName } from './names.ts';

const ipv4Only: Rule<Vpc> = {
  code: 'ipv6-not-chosen',
  reason: 'has an IPv6 range',
  hint: () => 'leave the IPv6 range out',
  find: ({ name, cidrs, subnets }) =>
    [...new Set<Cidr>([...cidrs, ...subnets.map(({ cidr }) => cidr)])]
      .filter((cidr) => familyOf(cidr) === 6)
      .map((cidr) => ({
        message: `GCP assigns IPv6 ranges itself; ${cidr} of VPC ${name} cannot be chosen`,
      })),
};

/** Prefix lengths of a primary IPv4 range (VPC documentation, subnets). */
const [LARGEST, SMALLEST] = [4, 29];

const size: Rule<Vpc> = {
  code: 'cidr-size',
  reason: 'too large or too small for GCP',
  hint: () => 'run `peerway plan suggest --prefix 20` for a free range',
  find: ({ subnets }) =>
    subnets
      .filter(({ cidr }) => familyOf(cidr) === 4)
      .filter(({ cidr }) => prefixOf(cidr) < LARGEST || prefixOf(cidr) > SMALLEST)
      .map(({ name, cidr }) => ({
        message: `${cidr} of subnet ${name} is too ${prefixOf(cidr) < LARGEST ? 'large' : 'small'}; GCP allows /${LARGEST} to /${SMALLEST}`,
      })),
};

const regionKnown: Rule<Vpc> = {
  code: 'subnet-without-region',
  reason: 'a subnet has no region',
  hint: ({ subnets }) => {
    const { name, cidr } = subnets.find(({ zone }) => zone === undefined) ?? {};
    return `add it: --subnet ${name}=${cidr}@europe-west1`;
  },
  find: ({ subnets }) =>
    subnets
      .filter(({ zone }) => zone === undefined)
      .map(({ name }) => ({ message: `Subnet ${name} has no region, which GCP needs` })),
};

export const gcpCreation: CreationSpec = {
  given: ['project', 'network'],
  defaults: (name) => ({ network: gcpName(name) }),
  place: 'region',
  hasPublicSubnets: false,
  isSumOfSubnets: true,
  rules: [ipv4Only, size, regionKnown],
};

/** Facts about VNets at Azure that `vpc create` needs. */
import { familyOf, prefixOf } from '../../model/address/cidr.ts';
import type { CreationSpec } from '../../model/creation.ts';
import type { Rule } from '../../model/rules/rule.ts';
import type { Vpc } from '../../model/state.ts';

/** Prefix lengths of an IPv4 subnet; IPv6 subnets are always /64 (Azure Virtual Network FAQ). */
const [LARGEST, SMALLEST, SIX] = [2, 29, 64];

const size: Rule<Vpc> = {
  code: 'cidr-size',
  reason: 'too large or too small for Azure',
  hint: () => 'choose another CIDR for the subnet',
  find: ({ subnets }) =>
    subnets.flatMap(({ name, cidr }) => {
      const prefix = prefixOf(cidr);
      if (familyOf(cidr) === 6)
        return prefix === SIX
          ? []
          : [
              {
                message: `${cidr} of subnet ${name} has no size that Azure allows: IPv6 subnets are /${SIX}`,
              },
            ];
      if (prefix >= LARGEST && prefix <= SMALLEST) return [];
      const word = prefix < LARGEST ? 'large' : 'small';
      return [
        { message: `${cidr} of subnet ${name} is too ${word}; Azure allows /${LARGEST} to /${SMALLEST}` },
      ];
    }),
};

const noZone: Rule<Vpc> = {
  code: 'zone-not-possible',
  reason: 'a subnet has a zone',
  hint: ({ subnets }) => {
    const { name, cidr } = subnets.find(({ zone }) => zone !== undefined) ?? {};
    return `leave the zone out: --subnet ${name}=${cidr}`;
  },
  find: ({ subnets }) =>
    subnets
      .filter(({ zone }) => zone !== undefined)
      .map(({ name, zone }) => ({
        message: `Subnet ${name} cannot be in ${zone}: a subnet at Azure spans all zones of its region`,
      })),
};

export const azureCreation: CreationSpec = {
  given: ['tenant', 'subscription', 'resourceGroup', 'vnet'],
  defaults: (name) => ({ vnet: name }),
  place: 'zone',
  hasPublicSubnets: false,
  isSumOfSubnets: false,
  rules: [size, noZone],
};

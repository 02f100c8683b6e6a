/** Facts about VNet peering at Azure that flags, prompts and rules need. */
import type { Peering, Side } from '../../model/peering.ts';
import type { IdSpec, VpcProviderSpec } from '../../model/provider.ts';
import { vpcsWithoutCommonFamily } from '../../model/rules/families.ts';
import {
  idsMissing,
  notCreated,
  peeringExists,
  providerMismatch,
  routeConflict,
  sameVpc,
  vpcCidrsOverlap,
} from '../../model/rules/vpc-peering.ts';
import { azureCreation } from './creation.ts';
import {
  parseResourceGroup,
  parseRouteTable,
  parseSecurityGroup,
  parseSubscription,
  parseTenant,
  parseVnet,
} from './ids.ts';
import { optionRules, options } from './options.ts';
import { azureWarnings } from './warnings.ts';

const ids: readonly IdSpec[] = [
  {
    key: 'subscription',
    label: 'subscription',
    flag: '--subscription <id>',
    describe: 'subscription ID',
    kind: 'text',
    parse: parseSubscription,
    required: 'subscription',
    identifies: true,
  },
  {
    key: 'resourceGroup',
    label: 'resource group',
    flag: '--resource-group <name>',
    describe: 'resource group of the VNet',
    kind: 'text',
    parse: parseResourceGroup,
    required: 'resource group',
    identifies: true,
    ignoresCase: true,
  },
  {
    key: 'vnet',
    label: 'VNet',
    flag: '--vnet <name>',
    describe: 'VNet name',
    kind: 'text',
    parse: parseVnet,
    required: 'VNet',
    identifies: true,
    ignoresCase: true,
  },
  {
    key: 'tenant',
    label: 'tenant',
    flag: '--tenant <id>',
    describe: 'tenant ID of the subscription',
    kind: 'text',
    parse: parseTenant,
  },
  {
    key: 'routeTables',
    label: 'route tables',
    flag: '--route-table <id...>',
    describe: 'IDs of the route tables',
    kind: 'list',
    parse: parseRouteTable,
  },
  {
    key: 'securityGroups',
    label: 'security groups',
    flag: '--security-group <id...>',
    describe: 'IDs of the network security groups of WireGuard gateways',
    kind: 'list',
    parse: parseSecurityGroup,
    isChoice: true,
  },
];

/** At Azure each side creates its own half; the requester's exists from the start. */
const isConfirmed = (peering: Peering, side: Side): boolean =>
  side === peering.requester || peering.agreement.kind === 'accepted';

export const azure: VpcProviderSpec = {
  via: 'azure',
  label: 'Azure',
  ends: 'vpc',
  ids,
  options,
  optionRules,
  access: [],
  formats: ['azure-cli', 'terraform', 'steps'],
  // Azure Virtual Network FAQ: the first four addresses and the last of each subnet.
  reserved: { 4: { first: 4, last: 1 }, 6: { first: 4, last: 1 } },
  rules: [
    sameVpc,
    providerMismatch({ via: 'azure', label: 'Azure' }),
    peeringExists,
    vpcCidrsOverlap,
    vpcsWithoutCommonFamily,
    routeConflict,
    notCreated,
    idsMissing(() => azure),
  ],
  warnings: azureWarnings,
  creation: azureCreation,
  identityOf: ({ subscription, resourceGroup, vnet }) =>
    subscription && resourceGroup && vnet
      ? `${subscription}/${resourceGroup}/${vnet}`.toLowerCase()
      : undefined,
  accountOf: ({ subscription }) => subscription as string | undefined,
  describeRequests:
    'halves that wait for the other half: your own, and those of VNets in the plan that your login can read, since a VNet does not show the requests of others',
  viewSide: (peering, side) => ({ confirmed: isConfirmed(peering, side), options: side.options }),
  viewPair: () => ({}),
  imports: {
    describe:
      'import from Azure; --file takes the output of `az network vnet list` or `az network vnet show`',
    flags: [
      {
        key: 'subscription',
        flag: '--subscription <id...>',
        describe: 'subscriptions to read (default: that of your az configuration)',
        parse: parseSubscription,
      },
      {
        key: 'resourceGroup',
        flag: '--resource-group <name>',
        describe: 'resource group to read (default: all of the subscription)',
        parse: parseResourceGroup,
      },
    ],
  },
};

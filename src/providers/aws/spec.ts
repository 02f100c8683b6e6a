/** Facts about VPC peering at AWS that flags, prompts and rules need. */
import type { IdSpec, OptionSpec, VpcProviderSpec } from '../../model/provider.ts';
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
import { awsCreation } from './creation.ts';
import { flowLogOptions, flowLogRules } from './flow-log-options.ts';
import {
  parseAwsAccount,
  parseAwsPeering,
  parseAwsRegion,
  parseAwsRouteTable,
  parseAwsSecurityGroup,
  parseAwsVpcId,
  parseProfile,
} from './ids.ts';
import { awsWarnings } from './warnings.ts';

const ids: readonly IdSpec[] = [
  {
    key: 'account',
    label: 'account',
    flag: '--account <id>',
    describe: 'account ID',
    kind: 'text',
    parse: parseAwsAccount,
    identifies: true,
  },
  {
    key: 'region',
    label: 'region',
    flag: '--region <region>',
    describe: 'region',
    kind: 'text',
    parse: parseAwsRegion,
    required: 'region',
    identifies: true,
  },
  {
    key: 'vpcId',
    label: 'VPC ID',
    flag: '--vpc-id <id>',
    describe: 'VPC ID',
    kind: 'text',
    parse: parseAwsVpcId,
    required: 'VPC id',
    identifies: true,
  },
  {
    key: 'routeTables',
    label: 'route tables',
    flag: '--route-table <id...>',
    describe: 'IDs of the route tables',
    kind: 'list',
    parse: parseAwsRouteTable,
  },
  {
    key: 'securityGroups',
    label: 'security groups',
    flag: '--security-group <id...>',
    describe: 'IDs of the security groups',
    kind: 'list',
    parse: parseAwsSecurityGroup,
    isChoice: true,
  },
];

const options: readonly OptionSpec[] = [
  {
    key: 'dns',
    describe: 'allow the peer to resolve private DNS names of your side',
    fallback: false,
    mirror: 'dns',
  },
  ...flowLogOptions,
];

export const aws: VpcProviderSpec = {
  via: 'aws',
  label: 'AWS',
  ends: 'vpc',
  ids,
  options,
  optionRules: flowLogRules,
  access: [
    {
      key: 'profile',
      flag: '--profile <[vpc=]profile...>',
      describe: 'AWS CLI profile of both sides or of one VPC',
      describeVpc: 'AWS CLI profile',
      parse: parseProfile,
    },
  ],
  formats: ['aws-cli', 'terraform', 'steps'],
  // AWS expires a request after 7 days (Amazon VPC peering guide, VPC peering lifecycle).
  requestLifetime: 7 * 86_400,
  rules: [
    sameVpc,
    providerMismatch({ via: 'aws', label: 'AWS' }),
    peeringExists,
    vpcCidrsOverlap,
    vpcsWithoutCommonFamily,
    routeConflict,
    notCreated,
    idsMissing(() => aws),
  ],
  leavesOut: 'routes and security group rules',
  // Amazon VPC User Guide, subnet sizing: the first four addresses and the last, in IPv4 and in IPv6.
  reserved: { 4: { first: 4, last: 1 }, 6: { first: 4, last: 1 } },
  warnings: awsWarnings,
  creation: awsCreation,
  identityOf: ({ vpcId }) => vpcId as string | undefined,
  parseId: parseAwsPeering,
  accountOf: ({ account }) => account as string | undefined,
  describeRequests: 'connections that others have requested and that wait for acceptance',
  viewSide: (_, { options: { dns = false, ...logging } }) => ({ dns, ...logging }),
  viewPair: () => ({}),
  imports: {
    describe:
      'import from AWS; --file takes the output of `aws ec2 describe-vpcs`, `describe-subnets`, `describe-route-tables`, and `describe-security-groups`',
    flags: [
      {
        key: 'region',
        flag: '--region <region...>',
        describe: 'AWS regions (default: that of your AWS configuration)',
        parse: parseAwsRegion,
      },
      { key: 'profile', flag: '--profile <profile>', describe: 'AWS CLI profile', parse: parseProfile },
    ],
  },
};

/** Facts about VPC Network Peering at GCP that flags, prompts and rules need. */
import { usage } from '../../errors.ts';
import { familyOf } from '../../model/address/cidr.ts';
import type { Peering, Side } from '../../model/peering.ts';
import type { OptionSpec, VpcProviderSpec } from '../../model/provider.ts';
import { vpcsWithoutCommonFamily } from '../../model/rules/families.ts';
import { bothOf, type VpcProposal } from '../../model/rules/proposal.ts';
import type { Rule } from '../../model/rules/rule.ts';
import {
  idsMissing,
  notCreated,
  peeringExists,
  providerMismatch,
  routeConflict,
  sameVpc,
  vpcCidrsOverlap,
} from '../../model/rules/vpc-peering.ts';
import type { State } from '../../model/state.ts';
import { quoted } from '../../visible.ts';
import { flowLogsOption, offHint } from '../flow-logs.ts';
import { type Advice, adviceText, crowdedVpcs } from '../quota.ts';
import { gcpCreation } from './creation.ts';
import { parseGcpNetwork, parseGcpProject } from './ids.ts';

export const STACK_TYPES = ['IPV4_ONLY', 'IPV4_IPV6'] as const;

/** Subnets in private address ranges are always exchanged; these options are about all other routes. */
const options: readonly OptionSpec[] = [
  {
    key: 'exportCustomRoutes',
    describe: 'export static and dynamic routes to the peer',
    fallback: false,
    mirror: 'importCustomRoutes',
  },
  {
    key: 'importCustomRoutes',
    describe: 'import static and dynamic routes from the peer',
    fallback: false,
    mirror: 'exportCustomRoutes',
  },
  {
    key: 'exportSubnetRoutesWithPublicIp',
    describe: 'export subnet routes with public IP addresses',
    describeDefault: 'on',
    describeOff: 'do not export subnet routes with public IP addresses',
    fallback: true,
    mirror: 'importSubnetRoutesWithPublicIp',
  },
  {
    key: 'importSubnetRoutesWithPublicIp',
    describe: 'import subnet routes with public IP addresses from the peer',
    fallback: false,
    mirror: 'exportSubnetRoutesWithPublicIp',
  },
  {
    key: 'stackType',
    describe: 'IP versions of exchanged routes',
    describeDefault: 'IPV4_IPV6 if both VPCs have IPv6',
    choices: STACK_TYPES,
    fallback: (state, peering) => (haveIpv6(state, peering) ? 'IPV4_IPV6' : 'IPV4_ONLY'),
    shared: true,
  },
  flowLogsOption('logging (GCP)', { parse: parseDestination, known: ['logging'] }),
];

/** Flow logs at GCP go to Cloud Logging, from which the sinks of the project route them elsewhere. */
function parseDestination(text: string): string {
  if (text === 'logging') return text;
  throw usage(
    `Flow logs at GCP cannot be sent to ${quoted(text)}: they go to Cloud Logging`,
    `use --flow-logs logging; to route them elsewhere, create a sink with \`gcloud logging sinks create\`${offHint(text)}`,
  );
}

const haveIpv6 = (state: State, { requester, accepter }: Pick<Peering, 'requester' | 'accepter'>): boolean =>
  [requester, accepter].every(({ end }) =>
    state.vpcs.get(end.name)?.cidrs.some((cidr) => familyOf(cidr) === 6),
  );

/** Each network in auto mode has, or will have, a subnet of the same range in every region. */
const autoModeNetworks: Rule<VpcProposal> = {
  code: 'auto-mode-networks',
  reason: 'both in auto mode',
  hint: () => 'use a network in custom mode; run `peerway plan suggest --prefix 16` for a free range',
  find: (proposal) =>
    proposal.requester.name !== proposal.accepter.name &&
    bothOf(proposal).every(({ provider }) => provider.kind === 'gcp' && provider['autoMode'])
      ? [{ message: 'Two networks in auto mode cannot be peered: both are in 10.128.0.0/9' }]
      : [],
};

/** Peerings of one network (Google VPC quotas). */
const PER_NETWORK = 25;

/** Everything about a peering at GCP that the plan does not know. */
export const gcpAdvice = (state: State, peering: Peering): Advice[] =>
  crowdedVpcs(state, peering, { label: 'GCP', usual: PER_NETWORK });

/** At GCP each side creates its own half; the requester's exists from the start. */
const isConfirmed = (peering: Peering, side: Side): boolean =>
  side === peering.requester || peering.agreement.kind === 'accepted';

export const gcp: VpcProviderSpec = {
  via: 'gcp',
  label: 'GCP',
  ends: 'vpc',
  // GCP always exchanges routes to subnets with private addresses.
  leavesOut: 'firewall rules',
  // VPC documentation, subnets: the first two and the last two addresses of each primary IPv4 range.
  reserved: { 4: { first: 2, last: 2 } },
  // VPC documentation, "Maximum transmission unit": the default.
  networkMtu: 1460,
  ids: [
    {
      key: 'project',
      label: 'project',
      flag: '--project <id>',
      describe: 'project ID',
      kind: 'text',
      parse: parseGcpProject,
      required: 'project',
      identifies: true,
    },
    {
      key: 'network',
      label: 'network',
      flag: '--network <name>',
      describe: 'network name',
      kind: 'text',
      parse: parseGcpNetwork,
      required: 'network',
      identifies: true,
    },
    {
      key: 'autoMode',
      label: 'auto mode',
      flag: '--auto-mode',
      describe: 'network in auto mode: GCP creates its subnets in 10.128.0.0/9',
      kind: 'switch',
      parse: (text) => text,
    },
  ],
  options,
  access: [
    {
      key: 'project',
      flag: '--project <[vpc=]project...>',
      describe: 'GCP project, if it differs from that of the VPC',
      parse: parseGcpProject,
    },
  ],
  formats: ['gcloud', 'terraform', 'steps'],
  rules: [
    sameVpc,
    providerMismatch({ via: 'gcp', label: 'GCP' }),
    peeringExists,
    vpcCidrsOverlap,
    vpcsWithoutCommonFamily,
    autoModeNetworks,
    routeConflict,
    notCreated,
    idsMissing(() => gcp),
  ],
  warnings: (state, peering, event) => (event === 'created' ? gcpAdvice(state, peering).map(adviceText) : []),
  creation: gcpCreation,
  identityOf: ({ project, network }) => (project && network ? `${project}/${network}` : undefined),
  accountOf: ({ project }) => project as string | undefined,
  describeRequests:
    'halves that wait for the other half: your own, and those of networks in the plan that your credentials can read, since a network does not show the requests of others',
  viewSide: (peering, side) => {
    const { stackType: _, ...routes } = side.options;
    return { confirmed: isConfirmed(peering, side), options: routes };
  },
  viewPair: ({ requester }) => ({ stackType: requester.options['stackType'] }),
  imports: {
    describe:
      'import from GCP; --file takes the output of `gcloud compute networks list` and `networks subnets list`',
    flags: [
      {
        key: 'project',
        flag: '--project <id>',
        describe: 'GCP project (default: that of your gcloud configuration)',
        parse: parseGcpProject,
      },
    ],
  },
};

import { usage } from '../errors.ts';
import { parseCidr } from '../model/address/parse.ts';
import { type ProviderChange, withIds } from '../model/provider-change.ts';
import {
  parseAwsAccount,
  parseAwsRegion,
  parseAwsRouteTable,
  parseAwsSecurityGroup,
  parseAwsVpcId,
  parseGcpNetwork,
  parseGcpProject,
} from '../model/provider-ids.ts';
import type { Provider, Subnet } from '../model/state.ts';
import { parseName } from '../model/values.ts';
import { quoted } from '../visible.ts';
import type { Flag } from './flag.ts';
import { grouped, listFlag, switchFlag, valueFlag } from './grammar.ts';

export interface ProviderFlags {
  readonly provider: Provider['kind'];
  readonly account?: string;
  readonly region?: string;
  readonly vpcId?: string;
  readonly routeTable?: string[];
  readonly securityGroup?: string[];
  readonly project?: string;
  readonly network?: string;
  readonly autoMode?: boolean;
}

/** Flags with the IDs of a VPC at its provider. */
export const PROVIDER_FLAGS = (): Flag[] => [
  ...grouped('AWS flags', [
    valueFlag('--account <id>', 'account ID', 'nothing', parseAwsAccount),
    valueFlag('--region <region>', 'region', 'nothing', parseAwsRegion),
    valueFlag('--vpc-id <id>', 'VPC ID', 'nothing', parseAwsVpcId),
    listFlag('--route-table <id...>', 'IDs of the route tables', 'nothing', parseAwsRouteTable),
    listFlag('--security-group <id...>', 'IDs of the security groups', 'nothing', parseAwsSecurityGroup),
  ]),
  ...grouped('GCP flags', [
    valueFlag('--project <id>', 'project ID', 'nothing', parseGcpProject),
    valueFlag('--network <name>', 'network name', 'nothing', parseGcpNetwork),
    switchFlag('--auto-mode', 'network in auto mode: GCP creates its subnets in 10.128.0.0/9'),
  ]),
];

/** The provider and the IDs given on the command line. */
export const providerChange = ({
  provider,
  routeTable,
  securityGroup,
  account,
  region,
  vpcId,
  project,
  network,
  autoMode,
}: Partial<ProviderFlags>): ProviderChange => {
  const given = { kind: provider, account, region, vpcId, project, network, autoMode };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(routeTable ? { routeTables: routeTable } : {}),
    ...(securityGroup ? { securityGroups: securityGroup } : {}),
  };
};

/** The provider of a new VPC with its IDs. Throws a usage error for IDs of another provider. */
export const providerOf = (flags: ProviderFlags): Provider =>
  withIds({ kind: 'generic' }, providerChange(flags));

/** `web=10.0.1.0/24`. */
export function parseSubnet(text: string): Subnet {
  const at = text.indexOf('=');
  const [name, cidr] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0) throw usage(`${quoted(text)} is not a valid subnet`, 'use <name>=<cidr>: web=10.0.1.0/24');
  return { name: parseName(name, 'subnet name'), cidr: parseCidr(cidr) };
}

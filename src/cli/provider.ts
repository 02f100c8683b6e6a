import { usage } from '../errors.ts';
import { parseCidr } from '../model/address/parse.ts';
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
import { grouped, listFlag, valueFlag } from './grammar.ts';

export interface ProviderFlags {
  readonly provider: Provider['kind'];
  readonly account?: string;
  readonly region?: string;
  readonly vpcId?: string;
  readonly routeTable?: string[];
  readonly securityGroup?: string[];
  readonly project?: string;
  readonly network?: string;
}

/** The ids of a VPC at its provider. */
export const PROVIDER_FLAGS = (): Flag[] => [
  ...grouped('Its ids at AWS', [
    valueFlag('--account <id>', 'AWS account', 'nothing', parseAwsAccount),
    valueFlag('--region <region>', 'AWS region', 'nothing', parseAwsRegion),
    valueFlag('--vpc-id <id>', 'AWS VPC', 'nothing', parseAwsVpcId),
    listFlag('--route-table <id...>', 'AWS route tables', 'nothing', parseAwsRouteTable),
    listFlag('--security-group <id...>', 'AWS security groups', 'nothing', parseAwsSecurityGroup),
  ]),
  ...grouped('Its ids at GCP', [
    valueFlag('--project <id>', 'GCP project', 'nothing', parseGcpProject),
    valueFlag('--network <name>', 'GCP network', 'nothing', parseGcpNetwork),
  ]),
];

/** Which of the flags a provider knows, by their names in the intent. */
const FLAGS_OF = {
  generic: [],
  aws: ['account', 'region', 'vpcId', 'routeTable', 'securityGroup'],
  gcp: ['project', 'network'],
} as const satisfies Readonly<Record<Provider['kind'], readonly (keyof ProviderFlags)[]>>;

const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The provider with its ids; ids of another provider are a usage error. */
export function providerOf({ provider: kind, ...ids }: ProviderFlags): Provider {
  const known: readonly string[] = FLAGS_OF[kind];
  const stray = Object.keys(ids).find((key) => !known.includes(key));
  if (stray)
    throw usage(
      `${flagName(stray)} does not go with --provider ${kind}`,
      known.length > 0
        ? `it takes ${known.map(flagName).join(', ')}`
        : 'name the provider: --provider aws or gcp',
    );
  const { routeTable: routeTables = [], securityGroup: securityGroups = [], ...rest } = ids;
  if (kind === 'generic') return { kind };
  return kind === 'aws' ? { kind, ...rest, routeTables, securityGroups } : { kind, ...rest };
}

/** `web=10.0.1.0/24`. */
export function parseSubnet(text: string): Subnet {
  const at = text.indexOf('=');
  const [name, cidr] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0) throw usage(`${quoted(text)} is not a valid subnet`, 'write <name>=<cidr>: web=10.0.1.0/24');
  return { name: parseName(name, 'subnet name'), cidr: parseCidr(cidr) };
}

import { usage } from '../errors.ts';
import { parseAwsRegion, parseGcpProject } from '../model/provider-ids.ts';
import { type Name, type Owner, parseName, parseOwner, parsePath } from '../model/values.ts';
import { listFlag, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

interface ImportFlags {
  readonly fromAws?: boolean;
  readonly fromGcp?: boolean;
  readonly file?: string[];
  readonly region?: string[];
  readonly profile?: string;
  readonly project?: string;
  readonly owner?: Owner;
  readonly location?: Name;
  readonly dryRun?: boolean;
}

/** `vpc import`. */
export const VPC_IMPORT: Verb = {
  usage: 'import [id...]',
  lists: async () => (await import('../commands/vpc/import.ts')).IMPORT_COLUMNS,
  summary: 'Take VPCs over from AWS or GCP',
  headline: (names) => `cannot import ${names.length > 0 ? objectsNamed('VPC', names) : 'VPCs'}`,
  completes: ['nothing'],
  description: [
    'With their CIDRs, subnets and route tables: all of them, or those of the ids or names given. Those that are',
    'in the plan already are brought up to date. It asks your own `aws` or `gcloud`, or reads what they have printed.',
  ].join(' '),
  examples: [
    'peerway vpc import --from-aws --region ap-northeast-2 --file vpcs.json',
    'peerway vpc import --from-gcp --file networks.json --file subnets.json --dry-run',
  ],
  flags: () => [
    switchFlag('--from-aws', 'as `aws ec2 describe-vpcs`, describe-subnets, describe-route-tables say'),
    switchFlag('--from-gcp', 'as `gcloud compute networks list` and `networks subnets list` say'),
    listFlag('--file <path...>', 'their saved JSON, - for stdin', 'file', parsePath),
    listFlag(
      '--region <region...>',
      'AWS regions; else that of your configuration',
      'nothing',
      parseAwsRegion,
    ),
    valueFlag('--profile <profile>', 'profile of aws', 'nothing', parseProfile),
    valueFlag('--project <id>', 'GCP project; else that of your configuration', 'nothing', parseGcpProject),
    valueFlag('--location <name>', 'where new ones are', 'location', (text) =>
      parseName(text, 'location name'),
    ),
    valueFlag('--owner <owner>', 'whose new ones are; else whoever acts', 'owner', parseOwner),
    switchFlag('--dry-run', 'say what would change, and change nothing'),
  ],
  invoke: (only: string[], { fromAws = false, fromGcp = false, ...flags }: ImportFlags) => {
    if (fromAws === fromGcp) throw usage('Where from is not said', 'give one of --from-aws and --from-gcp');
    const { file: files = [], region: regions = [], dryRun = false, ...rest } = flags;
    const from = fromAws ? ('aws' as const) : ('gcp' as const);
    const intent = { from, only, files, regions, dryRun, ...rest };
    return async (ports) => (await import('../commands/vpc/import.ts')).vpcImport(intent, ports);
  },
};

/** A name in the operator's configuration of `aws`; no flag of its. */
export function parseProfile(text: string): string {
  if (/^[\p{L}\p{N}_.@+/: -]{1,128}$/u.test(text) && !text.startsWith('-')) return text;
  throw usage('That is not a valid profile', 'give one of `aws configure list-profiles`');
}

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
  summary: 'Import VPCs from AWS or GCP',
  headline: (names) => `cannot import ${names.length > 0 ? objectsNamed('VPC', names) : 'VPCs'}`,
  completes: ['nothing'],
  description: [
    'Imports all VPCs, or those with the given IDs or names, with their CIDRs, subnets, and route tables; updates VPCs',
    'that are already in the plan. Runs your own `aws` or `gcloud`, or reads their saved output with --file.',
  ].join(' '),
  examples: [
    'peerway vpc import --from-aws --region ap-northeast-2 --file vpcs.json',
    'peerway vpc import --from-gcp --file networks.json --file subnets.json --dry-run',
  ],
  flags: () => [
    switchFlag(
      '--from-aws',
      'import from AWS; --file takes the output of `aws ec2 describe-vpcs`, `describe-subnets`, and `describe-route-tables`',
    ),
    switchFlag(
      '--from-gcp',
      'import from GCP; --file takes the output of `gcloud compute networks list` and `networks subnets list`',
    ),
    listFlag('--file <path...>', 'saved JSON output, or - for stdin', 'file', parsePath),
    listFlag('--region <region...>', 'AWS regions', 'nothing', parseAwsRegion).describeDefault(
      'that of your AWS configuration',
    ),
    valueFlag('--profile <profile>', 'AWS CLI profile', 'nothing', parseProfile),
    valueFlag('--project <id>', 'GCP project', 'nothing', parseGcpProject).describeDefault(
      'that of your gcloud configuration',
    ),
    valueFlag('--location <name>', 'location of new VPCs', 'location', (text) =>
      parseName(text, 'location name'),
    ),
    valueFlag('--owner <owner>', 'owner of new VPCs', 'owner', parseOwner).describeDefault('acting owner'),
    switchFlag('--dry-run', 'show the changes without making them'),
  ],
  invoke: (only: string[], { fromAws = false, fromGcp = false, ...flags }: ImportFlags) => {
    if (fromAws === fromGcp) throw usage('missing --from-aws or --from-gcp', 'choose one of the two');
    const { file: files = [], region: regions = [], dryRun = false, ...rest } = flags;
    const from = fromAws ? ('aws' as const) : ('gcp' as const);
    const intent = { from, only, files, regions, dryRun, ...rest };
    return async (ports) => (await import('../commands/vpc/import.ts')).vpcImport(intent, ports);
  },
};

/** Parses a profile name of the AWS CLI, which never looks like a flag. */
export function parseProfile(text: string): string {
  if (/^[\p{L}\p{N}_.@+/: -]{1,128}$/u.test(text) && !text.startsWith('-')) return text;
  throw usage('This is not a valid profile', 'run `aws configure list-profiles` to list yours');
}

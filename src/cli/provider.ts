import type { Option } from 'commander';
import { usage } from '../errors.ts';
import type { Provider, Subnet } from '../model/state.ts';
import { parseCidr, parseName } from '../model/values.ts';
import { quoted } from '../visible.ts';
import { listFlag, valueFlag } from './grammar.ts';

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

/** A parser for a cloud's own kind of id. */
const idParser =
  (what: string, pattern: RegExp, example: string) =>
  (text: string): string => {
    if (pattern.test(text)) return text;
    throw usage(`${quoted(text)} is not a valid ${what}`, `it looks like ${example}`);
  };

/** The ids of a VPC at its provider. */
export const PROVIDER_FLAGS = (): Option[] => [
  valueFlag('--account <id>', 'AWS account', idParser('AWS account', /^[0-9]{12}$/, '111122223333')),
  valueFlag(
    '--region <region>',
    'AWS region',
    idParser('AWS region', /^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'ap-northeast-2'),
  ),
  valueFlag(
    '--vpc-id <id>',
    'AWS VPC',
    idParser('AWS VPC id', /^vpc-[0-9a-f]{8,17}$/, 'vpc-0123456789abcdef0'),
  ),
  listFlag(
    '--route-table <id...>',
    'AWS route tables',
    idParser('AWS route table id', /^rtb-[0-9a-f]{8,17}$/, 'rtb-0123456789abcdef0'),
  ),
  listFlag(
    '--security-group <id...>',
    'AWS security groups',
    idParser('AWS security group id', /^sg-[0-9a-f]{8,17}$/, 'sg-0123456789abcdef0'),
  ),
  valueFlag(
    '--project <id>',
    'GCP project',
    idParser('GCP project', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'my-project-1'),
  ),
  valueFlag(
    '--network <name>',
    'GCP network',
    idParser('GCP network', /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'my-network'),
  ),
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
  const [name = '', cidr] = text.split('=', 2);
  if (cidr === undefined)
    throw usage(`${quoted(text)} is not a valid subnet`, 'write <name>=<cidr>: web=10.0.1.0/24');
  return { name: parseName(name, 'subnet name'), cidr: parseCidr(cidr) };
}

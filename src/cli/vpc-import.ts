/** `vpc import`: one `--from-<provider>` flag for each provider that can describe its networks. */
import { missingValue, usage } from '../errors.ts';
import { oneOf } from '../model/listed.ts';
import { flagName, type VpcProviderSpec } from '../model/provider.ts';
import { type Name, type Owner, parseName, parseOwner, parsePath } from '../model/values.ts';
import { specs } from '../providers/registry.ts';
import { attributeOf, type Flag } from './flag.ts';
import { grouped, listFlag, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';
import type { Values } from './provider.ts';
import { uniqueFlags } from './unique-flags.ts';

interface ImportFlags extends Values {
  readonly file?: string[];
  readonly owner?: Owner;
  readonly location?: Name;
  readonly dryRun?: boolean;
}

const clouds = (): VpcProviderSpec[] => specs.all.filter((spec) => spec.ends === 'vpc');

const fromFlag = ({ via }: VpcProviderSpec): string => `--from-${via}`;

/** Flags that say where each provider is asked. */
function selectionFlags(): Flag[] {
  const unique = uniqueFlags(clouds().map(({ imports }) => imports.flags));
  return clouds().flatMap(({ label }, at) =>
    grouped(
      `${label} flags`,
      (unique[at] ?? []).map(({ flag, describe, parse }) =>
        (flag.endsWith('...>') ? listFlag : valueFlag)(flag, describe, 'nothing', parse),
      ),
    ),
  );
}

export const VPC_IMPORT: Verb = {
  usage: 'import [id...]',
  createsState: true,
  lists: async () => (await import('../commands/vpc/import.ts')).IMPORT_COLUMNS,
  summary: 'Import VPCs from a cloud provider',
  headline: (names) => `cannot import ${names.length > 0 ? objectsNamed('VPC', names) : 'VPCs'}`,
  completes: ['nothing'],
  description: [
    'Imports all VPCs, or those with the given IDs or names, with their CIDRs, subnets, and route tables; updates VPCs',
    'that are already in the plan. Runs the CLI of the provider, or reads its saved output with --file.',
  ].join(' '),
  examples: [
    'peerway vpc import --from-aws --region ap-northeast-2 --file vpcs.json',
    'peerway vpc import --from-gcp --file networks.json --file subnets.json --dry-run',
  ],
  flags: () => [
    ...clouds().map((spec) => switchFlag(fromFlag(spec), spec.imports.describe)),
    listFlag('--file <path...>', 'saved JSON output, or - for stdin', 'file', parsePath),
    valueFlag('--location <name>', 'location of new VPCs', 'location', (text) =>
      parseName(text, 'location name'),
    ),
    valueFlag('--owner <owner>', 'owner of new VPCs', 'owner', parseOwner).describeDefault('acting owner'),
    switchFlag('--dry-run', 'show the changes without making them'),
    ...selectionFlags(),
  ],
  invoke: (only: string[], flags: ImportFlags) => {
    const { file: files = [], owner, location, dryRun = false } = flags;
    const spec = chosenCloud(flags);
    throwIfStray(spec, flags);
    const values = Object.fromEntries(
      spec.imports.flags.flatMap(({ key, flag, parse }) => {
        const value = flags[attributeOf(flag)] as string | string[] | undefined;
        return value === undefined ? [] : [[key, [value].flat().map(parse)]];
      }),
    );
    const given = { ...(owner ? { owner } : {}), ...(location ? { location } : {}) };
    const intent = { from: spec.via, only, files, selection: { values }, dryRun, ...given };
    return async (ports) => (await import('../commands/vpc/import.ts')).vpcImport(intent, ports);
  },
};

/** The provider that exactly one --from flag names. */
function chosenCloud(flags: ImportFlags): VpcProviderSpec {
  const [first, second] = clouds().filter((spec) => flags[attributeOf(fromFlag(spec))]);
  if (first && !second) return first;
  if (first && second)
    throw usage(`${fromFlag(first)} and ${fromFlag(second)} cannot be used together`, 'use one of them');
  throw missingValue(oneOf(clouds().map(fromFlag)), 'choose one of them');
}

/** A flag that belongs to another provider is a usage error. */
function throwIfStray(spec: VpcProviderSpec, flags: ImportFlags): void {
  const known = spec.imports.flags.map(({ flag }) => attributeOf(flag));
  for (const other of clouds()) {
    const stray = other.imports.flags
      .map(({ flag }) => attributeOf(flag))
      .find((attribute) => !known.includes(attribute) && flags[attribute] !== undefined);
    if (stray !== undefined)
      throw usage(
        `${flagName(stray)} cannot be used with ${fromFlag(spec)}`,
        `${flagName(stray)} is for ${fromFlag(other)}`,
      );
  }
}

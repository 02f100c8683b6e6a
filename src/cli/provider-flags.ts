/** Flags that set the options of a side, select accounts and projects, and run the provider's CLI. */
import type { ApplyIntent } from '../commands/peering/apply.ts';
import type { ReachIntent, SideValue } from '../commands/peering/reach.ts';
import { usage } from '../errors.ts';
import { parseCidr } from '../model/address/parse.ts';
import { allOf } from '../model/listed.ts';
import type { EndKind, Options, Via } from '../model/peering.ts';
import {
  type AccessSpec,
  flagName,
  type OptionSpec,
  optionText,
  type ProviderSpec,
} from '../model/provider.ts';
import { isName, type Name, parseDuration, parseName } from '../model/values.ts';
import { specs } from '../providers/registry.ts';
import { attributeOf, type Flag } from './flag.ts';
import { choiceFlag, grouped, listFlag, switchFlag, valueFlag } from './grammar.ts';
import type { Values } from './provider.ts';
import { uniqueFlags } from './unique-flags.ts';

/** Milliseconds. Providers take seconds, and sometimes a minute. */
const TIMEOUT = 5 * 60_000;

/**
 * The options of a side. `peering accept` takes none that both sides share, and `peering update` can turn off all that
 * can be turned on.
 */
export function optionFlags(verb: 'create' | 'accept' | 'update'): Flag[] {
  const all = specs.all.flatMap(({ label, options }) =>
    options
      .filter(({ shared }) => verb !== 'accept' || !shared)
      .map((option) => ({ label, option: verb === 'update' ? reversible(option) : option })),
  );
  const first = all.filter(({ option }, at) => all.findIndex((one) => one.option.key === option.key) === at);
  return first.flatMap(({ label, option }) => {
    const same = all.flatMap((one) => (one.option.key === option.key ? [one.option] : []));
    return grouped(`${same.length > 1 ? 'Cloud' : label} flags`, optionFlag(merged(option, same)));
  });
}

/** An option that several providers have: one flag, which takes the values of each. */
function merged(option: OptionSpec, all: readonly OptionSpec[]): OptionSpec {
  if (all.length === 1) return option;
  const choices = [...new Set(all.flatMap((one) => one.choices ?? []))];
  return {
    ...option,
    describe: [...new Set(all.map(({ describe }) => describe))].join('; or '),
    ...(choices.length > 0 ? { choices } : {}),
  };
}

/** The option with a flag that turns it off. Defaults are those of a new peering. */
function reversible({ describeDefault: _, ...option }: OptionSpec): OptionSpec {
  if (option.choices) return option;
  const { text, describe, describeOff = text ? text.describeOff : `do not ${describe}` } = option;
  return { ...option, ...(describeOff === undefined ? {} : { describeOff }) };
}

function positiveFlag({ key, describe, choices, text }: OptionSpec): Flag {
  const flag = flagName(key);
  // The provider of the peering parses the text: until then, it may be one for another provider.
  if (text) return valueFlag(`${flag} <${text.name}>`, describe, 'option-text', (given) => given);
  return choices
    ? choiceFlag(`${flag} <${key.replace(/^.*(?=[A-Z])/, '').toLowerCase()}>`, describe, choices)
    : switchFlag(flag, describe);
}

function optionFlag(option: OptionSpec): Flag[] {
  const { key, describeDefault, describeOff } = option;
  const flag = flagName(key);
  const positive = positiveFlag(option);
  return [
    describeDefault === undefined ? positive : positive.describeDefault(describeDefault),
    ...(describeOff ? [switchFlag(flag.replace('--', '--no-'), describeOff)] : []),
  ];
}

/** The options that were given. */
export const optionsFrom = (flags: Values): Options =>
  Object.fromEntries(
    specs.all
      .flatMap(({ options }) => options)
      .flatMap(({ key }) => (flags[key] === undefined ? [] : [[key, flags[key] as boolean | string]])),
  );

/** `value` for both sides, `vpc=value` for one. */
const sideValue =
  (parse: (text: string) => string) =>
  (text: string): SideValue => {
    const at = text.indexOf('=');
    const vpc = text.slice(0, Math.max(0, at));
    return isName(vpc) ? { vpc, value: parse(text.slice(at + 1)) } : { value: parse(text) };
  };

const allAccess = (): AccessSpec[] => uniqueFlags(specs.all.map(({ access }) => access)).flat();

/** Flags for the account or project of each side. */
export const accessFlags = (): Flag[] => allAccess().map(accessFlag);

/** The same for commands about single VPCs, which have no sides. */
export const vpcAccessFlags = (): Flag[] =>
  allAccess().map(({ describe, describeVpc = describe, ...spec }) =>
    accessFlag({ ...spec, describe: describeVpc }),
  );

const accessFlag = ({ flag, describe, parse }: AccessSpec): Flag =>
  listFlag(flag, describe, 'nothing', sideValue(parse));

const sideFlag = (describe = 'VPC whose side to access', fallback = 'both sides'): Flag =>
  valueFlag('--side <vpc>', describe, 'vpc', (text) => parseName(text, 'VPC name')).describeDefault(fallback);

/** CIDRs that a cloud peering leaves out. */
export const withoutCidrFlag = (): Flag =>
  listFlag(
    '--without-cidr <cidr...>',
    'CIDR of either VPC to leave out of routes and rules',
    'nothing',
    (text) => parseCidr(text),
  );

/** Flags of commands that read from a provider. */
export const reachFlags = (side: Flag = sideFlag()): Flag[] =>
  grouped('Provider flags', [...accessFlags(), side]);

/** Flags of `peering requests`. */
export const requestFlags = (): Flag[] =>
  reachFlags(sideFlag('VPC whose requests to list', 'all VPCs of the plan'));

const timeoutFlag = (): Flag =>
  valueFlag(
    '--timeout <duration>',
    'timeout for provider operations',
    'nothing',
    parseDuration,
  ).describeDefault('5m');

const replaceRoutesFlag = (): Flag =>
  switchFlag('--replace-routes', 'replace routes that lead elsewhere without asking');

/** Flags of `peering doctor`, which changes the provider with --fix. */
export const fixFlags = (): Flag[] =>
  grouped('Provider flags', [timeoutFlag(), ...accessFlags(), sideFlag(), replaceRoutesFlag()]);

/** Flags of commands that change the plan and, with --apply, the provider. */
export const applyFlags = (side: Flag = sideFlag()): Flag[] =>
  grouped('Provider flags', [...runFlags(), ...accessFlags(), side]);

/**
 * The same for commands that have no sides.
 * @param other  attributes of flags that the command has already, with another meaning
 */
export const vpcApplyFlags = (other: readonly string[] = []): Flag[] =>
  grouped('Provider flags', [
    ...runFlags(),
    ...vpcAccessFlags().filter((flag) => !other.includes(flag.attributeName())),
  ]);

const runFlags = (): Flag[] => [
  switchFlag('--apply', 'apply the changes with the CLI of the provider'),
  timeoutFlag(),
];

/** Flags of `peering update`: the side whose options change is the one to access, too. */
export const updateFlags = (): Flag[] =>
  applyFlags(
    sideFlag('VPC whose options to change; with --apply, also the only side to access', 'your side'),
  );

/** Flags of commands that create something at the provider. */
export const createFlags = (): Flag[] => [
  ...applyFlags(),
  ...grouped('Provider flags', [replaceRoutesFlag()]),
];

export function reachFrom(flags: Values): ReachIntent {
  const { side } = flags as { side?: Name };
  const access = Object.fromEntries(
    allAccess().map(({ key, flag }) => [key, (flags[attributeOf(flag)] ?? []) as SideValue[]]),
  );
  return { access, ...(side === undefined ? {} : { side }) };
}

/** The attributes that only make sense with --apply. */
const reachAttributes = (): string[] => [
  'timeout',
  'replaceRoutes',
  ...allAccess().map(({ flag }) => attributeOf(flag)),
  'side',
];

/** Returns undefined without --apply, which the other flags need unless they have a meaning without it. */
export function applyFrom(flags: Values, alsoAlone: readonly string[] = []): ApplyIntent | undefined {
  const given = flags as { apply?: boolean; timeout?: number; replaceRoutes?: boolean };
  const { apply = false, timeout = TIMEOUT, replaceRoutes = false } = given;
  if (apply) return { timeout, ...(replaceRoutes ? { replaceRoutes } : {}), ...reachFrom(flags) };
  const stray = reachAttributes().find(
    (attribute) => flags[attribute] !== undefined && !alsoAlone.includes(attribute),
  );
  if (stray !== undefined)
    throw usage(`${flagName(stray)} requires --apply`, `add --apply or omit ${flagName(stray)}`);
  return undefined;
}

/** Returns undefined without --fix, which the flags about changes need. */
export function fixFrom(fix: boolean, flags: Values): ApplyIntent | undefined {
  if (fix) return applyFrom({ ...flags, apply: true });
  const stray = ['timeout', 'replaceRoutes'].find((attribute) => flags[attribute] !== undefined);
  if (stray !== undefined)
    throw usage(`${flagName(stray)} requires --fix`, `add --fix or omit ${flagName(stray)}`);
  return undefined;
}

/** Flags of `peering create` for each kind of end. */
const FLAGS_BY_END: Readonly<Record<EndKind, readonly string[]>> = {
  gateway: ['request', 'deploy'],
  vpc: ['duplex', 'withoutCidr', 'apply', 'timeout', 'replaceRoutes', 'side'],
};

const flagsOf = ({ ends, options, access }: ProviderSpec): string[] => [
  ...FLAGS_BY_END[ends],
  ...options.map(({ key }) => key),
  ...access.map(({ flag }) => attributeOf(flag)),
];

/** A flag that another provider has and this one does not is a usage error. */
export function throwIfStray(via: Via, given: Values): void {
  const known = flagsOf(specs.of(via));
  const stray = Object.entries(given).find(
    ([key, value]) =>
      value !== undefined && !known.includes(key) && specs.all.some((spec) => flagsOf(spec).includes(key)),
  );
  if (!stray) return;
  const [key, value] = stray;
  const others = specs.all.filter((spec) => flagsOf(spec).includes(key));
  const name = value === false ? optionText(key, false) : flagName(key);
  throw usage(
    `${name} cannot be used with --via ${via}`,
    `${name} is for ${allOf(others.map((spec) => `--via ${spec.via}`))}`,
  );
}

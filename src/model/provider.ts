/**
 * The pure half of a provider: everything that the rules, the flags, the prompts and the state's codec need to know
 * about it. `src/providers/provider.ts` adds the half that renders commands and talks to the provider.
 */
import { usage } from '../errors.ts';
import { shellQuoted } from '../visible.ts';
import type { Family } from './address/ip.ts';
import type { CreationSpec } from './creation.ts';
import { allOf, oneOf } from './listed.ts';
import type { Options, Peering, Side, Via } from './peering.ts';
import type { GatewayProposal, OptionProposal, VpcProposal } from './rules/proposal.ts';
import type { Rule } from './rules/rule.ts';
import type { IdValue, ProviderIds, State, Vpc } from './state.ts';
import type { Name } from './values.ts';

/** One id of a VPC at its provider: a flag of `vpc add` and `vpc update`. */
export interface IdSpec {
  /** Its key in `Vpc.provider`, and in JSON. */
  readonly key: string;
  /** Its label where the values of a VPC are shown: `VPC ID`. Two providers may have a key of one name if the label is the same. */
  readonly label: string;
  /** As the command line takes it: `--vpc-id <id>`. */
  readonly flag: string;
  /** Help text of the flag. */
  readonly describe: string;
  /** `list` for ids that may be given several times, `switch` for a yes or no. */
  readonly kind: 'text' | 'list' | 'switch';
  /** Throws a usage error for a text that is no such id. */
  readonly parse: (text: string) => string;
  /** The word for it in messages when no command can be written without it: `VPC id`. */
  readonly required?: string;
  /** True for a list that the operator may narrow: an import sets it only while it is empty. */
  readonly isChoice?: boolean;
  /** True for ids that tell one VPC from another: they cannot change while the VPC is peered. */
  readonly identifies?: boolean;
  /** True for ids that the provider compares without regard to case: the plan keeps the spelling that it has. */
  readonly ignoresCase?: boolean;
}

/** The text that an option takes. Once it was set, `false` is its value while it is off. */
export interface OptionText {
  /** Its name in help: `destination`. */
  readonly name: string;
  /** Throws a usage error for a text that the provider does not take. */
  readonly parse: (text: string) => string;
  /** Texts that completion suggests in every plan. */
  readonly known?: readonly string[];
  /** Help text of the flag that turns it off; absent where it cannot be off. */
  readonly describeOff?: string;
}

/** One option of a side: a flag of `peering create` and `peering accept`. */
export interface OptionSpec {
  /** Its key in `Side.options`, and in JSON. */
  readonly key: string;
  /** Help text of the flag, whose name is the key in kebab case. */
  readonly describe: string;
  /** Default value, as help describes it; absent where the default needs no words. */
  readonly describeDefault?: string;
  /** Help text of the flag's `--no-` form, where it has one. */
  readonly describeOff?: string;
  /** The values that the flag takes; absent for a switch. */
  readonly choices?: readonly string[];
  /** The text that the flag takes; absent for a switch. */
  readonly text?: OptionText;
  /** The value of a new peering unless the flag gives another; absent where a side has none then. */
  readonly fallback?:
    | boolean
    | string
    | ((state: State, peering: Pick<Peering, 'requester' | 'accepter'>) => string);
  /** The accepter's option that gets the same value when both sides are set up at once. */
  readonly mirror?: string;
  /** The key of the option without whose text this one has no effect. */
  readonly requires?: string;
  /** True for an option that both sides share; only `peering create` takes it. */
  readonly shared?: boolean;
}

/** A way to reach one side at its provider: a flag that names it for both sides or, as `vpc=value`, for one. */
export interface AccessSpec {
  /** Its key in the access values of a side: `profile`. */
  readonly key: string;
  readonly flag: string;
  readonly describe: string;
  /** Help text for a command about single VPCs (default: the same). */
  readonly describeVpc?: string;
  readonly parse: (text: string) => string;
}

/** A flag of `vpc import` that says where to look. */
export interface ImportFlag {
  /** Its key in the values of a selection. */
  readonly key: string;
  readonly flag: string;
  readonly describe: string;
  readonly parse: (text: string) => string;
}

/** Flags of `vpc import` for a provider: the help text of `--from-<provider>`, and flags that narrow the selection. */
export interface ImportSpec {
  readonly describe: string;
  readonly flags: readonly ImportFlag[];
}

interface Definition {
  /** Its name on the command line, as `--via` and `--provider` take it. */
  readonly via: Via;
  /** Its name in messages. */
  readonly label: string;
  readonly ids: readonly IdSpec[];
  readonly options: readonly OptionSpec[];
  /** Rules for the options of both sides together; absent where any combination works. */
  readonly optionRules?: readonly Rule<OptionProposal>[];
  readonly access: readonly AccessSpec[];
  /** The formats that `peering render` has for it, the default first. */
  readonly formats: readonly [string, ...string[]];
  /** Seconds that a request stays open; absent where requests do not expire. */
  readonly requestLifetime?: number;
  /** Advice about a peering that is part of the state already, one line each. */
  warnings(state: State, peering: Peering, event: 'created' | 'accepted'): string[];
  /** The provider's own part of a side, as `peering show -o json` prints it. */
  viewSide(peering: Peering, side: Side): object;
  /** The provider's own part of the peering's `provider` object in JSON. */
  viewPair(peering: Peering): object;
}

/** A provider that connects gateways. */
export interface GatewayProviderSpec extends Definition {
  readonly ends: 'gateway';
  readonly rules: readonly Rule<GatewayProposal>[];
}

/** Numbers of addresses at both ends of each subnet that no host can have. */
export interface ReservedAddresses {
  readonly first: number;
  readonly last: number;
}

/** A provider that connects its own VPCs. */
export interface VpcProviderSpec extends Definition {
  readonly ends: 'vpc';
  readonly rules: readonly Rule<VpcProposal>[];
  /** Returns the unique identity of a VPC at the provider; undefined while it is not known. */
  identityOf(provider: ProviderIds): string | undefined;
  /** Throws a usage error for a text that is no id of a peering there; absent where peerings have no ids. */
  readonly parseId?: (text: string) => string;
  readonly imports: ImportSpec;
  /** The account or project of a VPC: the label of its owner as long as there is no better one. */
  accountOf(provider: ProviderIds): string | undefined;
  /** Help text: the requests that `peering requests` can show. */
  readonly describeRequests: string;
  /** Facts for `vpc create`; absent where peerway creates no VPC. */
  readonly creation?: CreationSpec;
  /** The resources that a CIDR of a VPC can be left out of; absent where the provider always connects whole VPCs. */
  readonly leavesOut?: string;
  /** Bytes: the MTU of a network whose own is not known (default: 1500). */
  readonly networkMtu?: number;
  /** The addresses of each subnet that the provider keeps for itself. */
  readonly reserved?: Partial<Readonly<Record<Family, ReservedAddresses>>>;
}

export type ProviderSpec = GatewayProviderSpec | VpcProviderSpec;

/** The providers that there are; looks one up by its name. */
export interface ProviderSpecs {
  readonly all: readonly ProviderSpec[];
  /** Throws for a name that is not in the registry: names are parsed at the edge. */
  of(via: Via): ProviderSpec;
  /** The label of a provider, as messages write it; the name itself for one that is not in the registry. */
  labelOf(via: Via): string;
}

/** The values of new sides: the options that were given, and the defaults of the others. */
export function optionsWith(
  specs: readonly OptionSpec[],
  given: Options,
  fallbackOf: (spec: OptionSpec) => boolean | string | undefined,
): Options {
  return Object.fromEntries(
    specs.flatMap((spec) => {
      const value = given[spec.key] ?? fallbackOf(spec);
      return value === undefined ? [] : [[spec.key, value]];
    }),
  );
}

/** Throws a usage error for a value that another provider's option of the same name takes, and this one does not. */
export function throwUnlessValues({ via, options }: ProviderSpec, given: Options): void {
  for (const { key, choices, text } of options) {
    const value = given[key];
    if (text && typeof value === 'string') text.parse(value);
    if (choices && value !== undefined && !choices.includes(String(value)))
      throw usage(
        `${optionText(key, value)} cannot be used with a peering via ${via}`,
        `use one of ${choices.join(', ')}`,
      );
  }
}

/**
 * Throws a usage error for an option that is given without the one that it requires.
 * @param all  all options of the side: those that are given, and those that it has
 * @param side  name of its VPC or gateway, if the command may change either
 */
export function throwUnlessRequired(
  { options }: Pick<Definition, 'options'>,
  given: Options,
  all: Options,
  side?: Name,
): void {
  for (const { key, requires } of options) {
    if (requires === undefined || typeof given[key] !== 'string' || typeof all[requires] === 'string')
      continue;
    const text = options.find((one) => one.key === requires)?.text?.name ?? 'value';
    throw usage(
      `${flagName(key)} has no effect${side === undefined ? '' : ` on ${side}`} without ${flagName(requires)}`,
      `add ${flagName(requires)} <${text}>`,
    );
  }
}

/** The accepter's options that follow from the requester's when both sides are set up at once. */
export const mirrored = (specs: readonly OptionSpec[], given: Options): Options =>
  Object.fromEntries(
    specs.flatMap(({ key, mirror }) => {
      const value = given[key];
      return mirror === undefined || value === undefined ? [] : [[mirror, value]];
    }),
  );

/** The accepter's own options when --duplex sets up both sides with the requester's options. */
export function expectedAccepter({ options }: Pick<Definition, 'options'>, requester: Options): Options {
  const own = options.filter(({ shared }) => !shared);
  const given = Object.fromEntries(
    own
      .filter(({ key, fallback }) => requester[key] !== fallback)
      .map(({ key }) => [key, requester[key] ?? false]),
  );
  return { ...fixedFallbacks(own), ...mirrored(own, given) };
}

const fixedFallbacks = (specs: readonly OptionSpec[]): Options =>
  Object.fromEntries(
    specs.flatMap(({ key, fallback }) =>
      typeof fallback === 'function' || fallback === undefined ? [] : [[key, fallback]],
    ),
  );

/** The ids that no command can be written without and that the VPC lacks. */
export const missingIds = ({ ids }: Pick<Definition, 'ids'>, provider: ProviderIds): IdSpec[] =>
  ids.filter(({ key, required }) => required !== undefined && provider[key] === undefined);

/** A message that names the ids that a VPC lacks, and the flags that give them; undefined when complete. */
export function missingIdsText(
  spec: ProviderSpec,
  { name, provider, creation }: Pick<Vpc, 'provider' | 'creation'> & { readonly name: string },
): { readonly message: string; readonly flags: string; readonly hint: string } | undefined {
  const missing = missingIds(spec, provider);
  if (missing.length === 0) return undefined;
  const what = allOf(missing.map(({ required }) => `${spec.label} ${required}`));
  const flags = missing.map(({ flag }) => flag).join(' ');
  return {
    message: `The ${what} of VPC ${name} ${missing.length === 1 ? 'is' : 'are'} not known`,
    flags,
    hint: creation
      ? `to create it at ${spec.label}, run \`peerway vpc create ${name} --apply\``
      : `run \`peerway vpc update ${name} ${flags}\``,
  };
}

/** Ids as they are given one by one, with the provider if that is given, too. */
export interface ProviderChange {
  readonly kind?: string;
  readonly ids: Readonly<Record<string, IdValue>>;
  /** Keys of ids to remove. */
  readonly unset?: readonly string[];
}

/** The ids of a VPC after a change; ids that are not given stay. Ids of another provider are a usage error. */
export function withIds(specs: ProviderSpecs, present: ProviderIds, change: ProviderChange): ProviderIds {
  const { kind = present.kind, ids } = change;
  const known = specs.all.find(({ via }) => via === kind)?.ids ?? [];
  const stray = Object.keys(ids).find((key) => !known.some((id) => id.key === key));
  if (stray !== undefined) {
    const clouds = specs.all.filter((spec) => spec.ids.length > 0).map(({ via }) => via);
    throw usage(
      `${bareFlag(specs.all.flatMap((spec) => spec.ids).find(({ key }) => key === stray)?.flag ?? flagName(stray))} cannot be used with --provider ${kind}`,
      known.length > 0
        ? `it takes ${known.map(({ flag }) => bareFlag(flag)).join(', ')}`
        : `name the provider: --provider ${oneOf(clouds)}`,
    );
  }
  const checked = known.flatMap(({ key, parse, ignoresCase }): [string, IdValue][] => {
    const [value, before] = [ids[key], present[key]];
    if (value === undefined) return [];
    const parsed = parsedId(value, parse);
    return [[key, ignoresCase && before !== undefined && isSameText(parsed, before) ? before : parsed]];
  });
  const base = kind === present.kind ? present : withoutIds(kind, known);
  return { ...withoutUnset(base, known, change.unset ?? []), ...Object.fromEntries(checked) };
}

/** Returns the ids without those that are unset; lists become empty. */
const withoutUnset = (
  present: ProviderIds,
  known: readonly IdSpec[],
  unset: readonly string[],
): ProviderIds =>
  Object.fromEntries(
    Object.entries(present).flatMap(([key, value]): [string, IdValue][] => {
      if (!unset.includes(key)) return [[key, value]];
      return known.find((id) => id.key === key)?.kind === 'list' ? [[key, []]] : [];
    }),
  ) as unknown as ProviderIds;

const isSameText = (one: IdValue, other: IdValue): boolean =>
  String(one).toLowerCase() === String(other).toLowerCase();

/** An id as its provider takes it; the flag may be one of several providers. */
function parsedId(value: IdValue, parse: IdSpec['parse']): IdValue {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? parse(value) : value.map(parse);
}

/** The ids of a VPC about which nothing is known yet. */
const withoutIds = (kind: string, specs: readonly IdSpec[]): ProviderIds => ({
  kind,
  ...Object.fromEntries(specs.filter((id) => id.kind === 'list').map(({ key }) => [key, []])),
});

/** The flag without the name of its value. */
export const bareFlag = (flag: string): string => flag.replace(/ .*$/, '');

/** The flag of a key, in kebab case. */
export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** An option as it is typed: `--<flag>`, `--no-<flag>`, or `--<flag> <value>`. */
export function optionText(key: string, value: boolean | string): string {
  if (typeof value === 'string') return `${flagName(key)} ${shellQuoted(value)}`;
  return value ? flagName(key) : flagName(key).replace('--', '--no-');
}

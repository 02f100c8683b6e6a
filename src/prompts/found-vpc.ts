/** Offers the VPCs that a provider shows, to add one of them with its networks and ids. */
import { askForNetworks } from '../commands/vpc/networks.ts';
import { UserError } from '../errors.ts';
import { type IdSpec, type VpcProviderSpec, withIds } from '../model/provider.ts';
import { GENERIC, type IdValue, type ProviderIds, type State } from '../model/state.ts';
import { subnetFlagText } from '../model/subnet.ts';
import type { ImportedVpc } from '../model/transitions/import-vpcs.ts';
import { identityOf } from '../model/transitions/vpc.ts';
import type { Uses } from '../ports/ports.ts';
import type {
  Choice,
  CommandLinePart,
  Parameter,
  SelectPrompt,
  UnavailableChoice,
} from '../ports/terminal.ts';
import type { NetworkImport } from '../providers/provider.ts';
import { specs, vpcEngineOf } from '../providers/registry.ts';
import { capitalized, flagOf, isEmpty, type VpcDraft } from './vpc-draft.ts';

/** A draft, and the VPC at the provider that was selected for it. */
export interface FoundDraft {
  readonly draft: VpcDraft;
  readonly found?: ImportedVpc;
}

type Ports = Uses<'state' | 'terminal' | 'outside'>;

/** Seconds that a list for a prompt may take: the ids can be typed, too. */
const PATIENCE = 20;

/**
 * Returns the draft with the values of the VPC that was selected; unchanged if the operator types them, or if there is
 * nothing to ask a provider.
 * @param lacking  the value that the command line lacks
 */
export async function promptForFound(draft: VpcDraft, lacking: Parameter, ports: Ports): Promise<FoundDraft> {
  const spec = specs.all.find(({ via }) => via === draft.provider.kind);
  if (spec?.ends !== 'vpc' || identityOf(specs, draft) !== undefined) return { draft };
  const placed = { ...draft, provider: await promptForPlace(spec, draft.provider, lacking, ports) };
  let found: readonly ImportedVpc[] = [];
  const value = await ports.terminal.select(lacking, async () => {
    found = await networksFor(spec, placed, ports);
    const { networks } = await vpcEngineOf(spec.via);
    return foundPrompt(spec, placed, { found, networks, state: await ports.state.read() });
  });
  const chosen = found[Number(value)];
  return value === BY_HAND || !chosen
    ? { draft: placed }
    : { draft: withFound(placed, chosen), found: chosen };
}

/** The value of the choice to type the ids. No index is empty. */
const BY_HAND = '';

/** Asks where to look, unless the command line says so: for the first id that is also a flag of an import. */
async function promptForPlace(
  spec: VpcProviderSpec,
  provider: ProviderIds,
  lacking: Parameter,
  { terminal }: Ports,
): Promise<ProviderIds> {
  const place = spec.ids.find(({ key }) => spec.imports.flags.some((flag) => flag.key === key));
  if (!place || provider[place.key] !== undefined) return provider;
  const { program } = await vpcEngineOf(spec.via);
  const value = await terminal.text({ ...lacking, flag: flagOf(place) }, async () => ({
    message: `${capitalized(place.describe)} of the VPC (default: that of your ${program.name} configuration)`,
    parse: (text) => (text === '' ? '' : place.parse(text)),
  }));
  return value === '' ? provider : { ...provider, [place.key]: value };
}

/** The networks at the provider that have the given ids. If it cannot be asked, the operator reads why. */
async function networksFor(
  spec: VpcProviderSpec,
  { provider }: VpcDraft,
  ports: Ports,
): Promise<ImportedVpc[]> {
  const values = Object.fromEntries(
    spec.imports.flags.flatMap(({ key }) =>
      typeof provider[key] === 'string' ? [[key, [provider[key]]]] : [],
    ),
  );
  try {
    const all = await askForNetworks({ from: spec.via, selection: { values }, seconds: PATIENCE }, ports);
    return all.filter((one) => spec.ids.every((id) => fits(id, provider[id.key], one.provider[id.key])));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    ports.terminal.tell(`VPCs at ${spec.label} cannot be listed: ${error.message}; ${error.hint}`);
    return [];
  }
}

/** True unless both are known and differ. */
function fits({ ignoresCase }: IdSpec, given: IdValue | undefined, found: IdValue | undefined): boolean {
  if (typeof given !== 'string' || typeof found !== 'string') return true;
  return ignoresCase ? given.toLowerCase() === found.toLowerCase() : given === found;
}

interface Listed {
  readonly found: readonly ImportedVpc[];
  readonly networks: NetworkImport;
  readonly state: State;
}

/** Offers the VPCs that the plan does not have, and to type the ids. */
function foundPrompt(
  spec: VpcProviderSpec,
  draft: VpcDraft,
  { found, networks, state }: Listed,
): SelectPrompt {
  const reasonFor = (one: ImportedVpc): string | undefined => {
    const id = identityOf(specs, one);
    const known = [...state.vpcs.values()].find((vpc) => id !== undefined && identityOf(specs, vpc) === id);
    if (known) return `VPC ${known.name} of the plan`;
    if (one.cidrs.length === 0) return 'has no subnets yet';
    return networks.unplaced(one) ? 'place not known' : undefined;
  };
  const judged = found.map((one, at) => ({ one, at, reason: reasonFor(one) }));
  return {
    message: `Which VPC at ${spec.label} do you want to add?`,
    choices: [
      ...judged
        .filter(({ reason }) => reason === undefined)
        .map(
          ({ one, at }): Choice => ({
            value: String(at),
            label: labelOf(one),
            detail: [...(labelOf(one) === one.id ? [] : [one.id]), one.cidrs.join(', ')].join(', '),
            parts: partsOf(spec, draft, withFound(draft, one)),
          }),
        ),
      { value: BY_HAND, label: 'another one', detail: 'type its IDs', hasFollowUp: true },
    ],
    unavailable: judged.flatMap(({ one, reason }): UnavailableChoice[] =>
      reason === undefined ? [] : [{ name: labelOf(one), reason }],
    ),
    noChoices: () => {
      throw new Error('a VPC can always be typed');
    },
  };
}

const labelOf = ({ names: [name], id }: ImportedVpc): string => name || id;

/** The draft with the values that the provider shows, as far as flags can give them; given values stay. */
function withFound(draft: VpcDraft, { cidrs, subnets = [], provider }: ImportedVpc): VpcDraft {
  const { kind, ...shown } = provider;
  const { kind: _, ...given } = draft.provider;
  const ids = Object.fromEntries([
    ...Object.entries(shown).filter(([, value]) => value !== false),
    ...Object.entries(given).filter(([, value]) => !isEmpty(value)),
  ]);
  return {
    ...draft,
    cidrs: draft.cidrs.length > 0 ? draft.cidrs : cidrs,
    subnets: draft.subnets.length > 0 ? draft.subnets : subnets.map(({ public: _, ...subnet }) => subnet),
    provider: withIds(specs, GENERIC, { kind, ids }),
  };
}

/** The flags that turn one draft into the other. */
function partsOf({ ids }: VpcProviderSpec, before: VpcDraft, after: VpcDraft): CommandLinePart[] {
  const list = (flag: string, values: readonly string[]): CommandLinePart[] =>
    values.length > 0 ? [{ flag, text: values.join(',') }] : [];
  return [
    ...(before.cidrs.length > 0 ? [] : list('--cidr', after.cidrs)),
    ...(before.subnets.length > 0 ? [] : list('--subnet', after.subnets.map(subnetFlagText))),
    ...ids.flatMap((id): CommandLinePart[] => {
      const value = after.provider[id.key];
      if (!isEmpty(before.provider[id.key]) || value === undefined || value === false) return [];
      return value === true ? [{ flag: flagOf(id) }] : list(flagOf(id), [value].flat());
    }),
  ];
}

import { conflict } from '../../errors.ts';
import { type Cidr, contains, sortedCidrs } from '../address/cidr.ts';
import { count } from '../count.ts';
import { isAlive } from '../peering.ts';
import { type ProviderChange, type ProviderSpecs, withIds } from '../provider.ts';
import { peeringsOfVpc } from '../queries.ts';
import { GENERIC, type ProviderIds, type State, type Subnet, type Vpc, withEntry } from '../state.ts';
import { isName, type Name, type Owner } from '../values.ts';
import { addVpc, identityOf, updateVpc } from './vpc.ts';

/** A VPC as its provider describes it. */
export interface ImportedVpc {
  /** Candidate names, the best first. */
  readonly names: readonly string[];
  /** The provider's own id or name, for people. */
  readonly id: string;
  /** Its provider, and the ids that the provider was asked about. */
  readonly provider: ProviderIds;
  readonly cidrs: readonly Cidr[];
  /** Bytes; absent where the provider does not show it. */
  readonly mtu?: number;
  /** Absent when the provider was not asked about subnets: the plan keeps those it has. */
  readonly subnets?: readonly Subnet[];
  /** The peerings that it has there; absent when the provider was not asked about them. */
  readonly peerings?: readonly ImportedPeering[];
}

/** A peering of an imported VPC at its provider. */
export interface ImportedPeering {
  readonly name: string;
  /** Its name and its peer, for people. */
  readonly text: string;
}

/** The outcome for one imported VPC. */
export interface Import {
  readonly name: Name;
  readonly id: string;
  readonly change: 'added' | 'updated' | 'unchanged';
}

/** Values for VPCs that are new to the plan. */
export interface ImportDefaults {
  readonly owner: Owner;
  readonly location?: Name;
}

/** Returns the state with VPCs added, or updated where their ids are known. Exit 3 with every problem. */
export function importVpcs(
  specs: ProviderSpecs,
  before: State,
  imported: readonly ImportedVpc[],
  defaults: ImportDefaults,
): { state: State; imports: Import[]; warnings: string[] } {
  let state = before;
  const warnings = new Set<string>();
  const imports = imported.map((one): Import => {
    const known = findKnown(specs, state, one);
    const change = known ? updated(specs, state, known, one) : added(specs, state, one, defaults);
    const unknown = unknownPeerings(specs, change, one);
    for (const warning of [...change.warnings, ...unknown]) warnings.add(warning);
    const isSame = change.state === state;
    state = change.state;
    return { name: change.name, id: one.id, change: !known ? 'added' : isSame ? 'unchanged' : 'updated' };
  });
  return { state, imports, warnings: [...warnings] };
}

/** Most peerings that a warning names. */
const MOST_NAMED = 5;

/** Warns about peerings of a VPC at its provider that the plan does not have: it cannot check the networks behind them. */
function unknownPeerings(
  specs: ProviderSpecs,
  { state, name }: Changed,
  { peerings = [], provider: { kind } }: ImportedVpc,
): string[] {
  const planned = new Set(
    peeringsOfVpc(state, name)
      .filter(isAlive)
      .map((peering) => String(peering.name)),
  );
  const unknown = peerings.filter((peering) => !planned.has(peering.name));
  if (unknown.length === 0) return [];
  const more = unknown.length > MOST_NAMED ? `, and ${unknown.length - MOST_NAMED} more` : '';
  const named = unknown.slice(0, MOST_NAMED).map(({ text }) => text);
  const label = specs.labelOf(kind);
  return [
    `VPC ${name} has ${count(unknown.length, 'peering')} at ${label} that the plan does not know and peerway does not import: ${named.join(', ')}${more}`,
  ];
}

interface Changed {
  readonly state: State;
  readonly name: Name;
  readonly warnings: readonly string[];
}

/** The VPC of the plan that has the same ids, or the same name and no ids yet. */
function findKnown(specs: ProviderSpecs, state: State, { provider, names }: ImportedVpc): Vpc | undefined {
  const all = [...state.vpcs.values()].filter((vpc) => vpc.provider.kind === provider.kind);
  const id = identityOf(specs, { provider });
  return (
    all.find((vpc) => id !== undefined && identityOf(specs, vpc) === id) ??
    all.find((vpc) => names[0] === vpc.name && identityOf(specs, vpc) === undefined)
  );
}

function added(
  specs: ProviderSpecs,
  state: State,
  { names, id, cidrs, ...found }: ImportedVpc,
  defaults: ImportDefaults,
): Changed {
  const name = names.find((one) => isName(one) && !state.vpcs.has(one));
  if (name === undefined || !isName(name))
    throw conflict(
      'name-taken',
      `No name is free for ${id}: ${names.length === 1 ? 'VPC' : 'VPCs'} ${names.join(' and ')} already exist${names.length === 1 ? 's' : ''}`,
      'rename it at the provider, or import only the other VPCs by their IDs',
    );
  const vpc: Vpc = {
    name,
    ...defaults,
    provider: withIds(specs, GENERIC, changeOf(found.provider)),
    cidrs: sortedCidrs(cidrs),
    ...(found.mtu === undefined ? {} : { mtu: found.mtu }),
    subnets: found.subnets ?? [],
  };
  return { ...addVpc(specs, state, vpc), name };
}

function updated(specs: ProviderSpecs, state: State, known: Vpc, found: ImportedVpc): Changed {
  // A CIDR can be removed only once no subnet is left in it.
  const subnets =
    found.subnets ??
    known.subnets.filter((subnet) => found.cidrs.some((outer) => contains(outer, subnet.cidr)));
  const change = updateVpc(specs, state, known.name, {
    addCidrs: found.cidrs.filter((cidr) => !known.cidrs.includes(cidr)),
    removeCidrs: known.cidrs.filter((cidr) => !found.cidrs.includes(cidr)),
    addSubnets: subnets,
    removeSubnets: known.subnets.map(({ name }) => name),
    provider: changeOf(withoutChoices(specs, known, found.provider)),
    ...(found.mtu === undefined ? {} : { mtu: found.mtu }),
    isImport: true,
  });
  return { ...change, state: withSeen(change.state, known.name), name: known.name };
}

/** The state in which a VPC that peerway creates is no longer only planned: its provider shows it. */
function withSeen(state: State, name: Name): State {
  const vpc = state.vpcs.get(name);
  if (vpc?.creation?.status !== 'planned') return state;
  const creation = { ...vpc.creation, status: 'creating' as const };
  return { ...state, vpcs: withEntry(state.vpcs, name, { ...vpc, creation }) };
}

/** The ids that were found, without lists that the operator has chosen from before. */
function withoutChoices(specs: ProviderSpecs, known: Vpc, found: ProviderIds): ProviderIds {
  const chosen = specs
    .of(found.kind)
    .ids.filter(({ key, isChoice }) => isChoice && (known.provider[key] as readonly string[])?.length > 0)
    .map(({ key }) => key);
  return Object.fromEntries(Object.entries(found).filter(([key]) => !chosen.includes(key))) as ProviderIds;
}

const changeOf = ({ kind, ...ids }: ProviderIds): ProviderChange => ({ kind, ids });

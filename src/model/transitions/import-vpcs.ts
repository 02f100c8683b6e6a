import { conflict } from '../../errors.ts';
import { type Cidr, contains, sortedCidrs } from '../address/cidr.ts';
import type { ProviderChange } from '../provider-change.ts';
import type { Provider, State, Subnet, Vpc } from '../state.ts';
import { isName, type Name, type Owner } from '../values.ts';
import { addVpc, updateVpc } from './vpc.ts';

/** A VPC to be had in the plan as its provider has it. */
export interface ImportedVpc {
  /** Names that would do, the best first. */
  readonly names: readonly string[];
  /** As the provider names it: for people. */
  readonly id: string;
  readonly provider: Exclude<Provider, { readonly kind: 'generic' }>;
  readonly cidrs: readonly Cidr[];
  /** Absent where nothing is known of them: what the plan has is kept. */
  readonly subnets?: readonly Subnet[];
  /** Absent where nothing is known of them: what the plan has is kept. */
  readonly routeTables?: readonly string[];
}

/** What became of one of them. */
export interface Import {
  readonly name: Name;
  readonly id: string;
  readonly change: 'added' | 'updated' | 'unchanged';
}

/** For those that are new. */
export interface ImportDefaults {
  readonly owner: Owner;
  readonly location?: Name;
}

/** VPCs put into the plan, or those of the same ids there brought up to date. Exit 3 with all that speaks against it. */
export function importVpcs(
  before: State,
  imported: readonly ImportedVpc[],
  defaults: ImportDefaults,
): { state: State; imports: Import[]; warnings: string[] } {
  let state = before;
  const warnings = new Set<string>();
  const imports = imported.map((one): Import => {
    const known = knownAs(state, one);
    const change = known ? broughtUpToDate(state, known, one) : added(state, one, defaults);
    for (const warning of change.warnings) warnings.add(warning);
    const isSame = change.state === state;
    state = change.state;
    return { name: change.name, id: one.id, change: !known ? 'added' : isSame ? 'unchanged' : 'updated' };
  });
  return { state, imports, warnings: [...warnings] };
}

interface Changed {
  readonly state: State;
  readonly name: Name;
  readonly warnings: readonly string[];
}

/** The VPC of the plan that has its ids, or its name and no ids yet. */
function knownAs(state: State, { provider, names }: ImportedVpc): Vpc | undefined {
  const all = [...state.vpcs.values()];
  const same = all.find((vpc) => isSameAt(vpc.provider, provider));
  if (same) return same;
  return all.find((vpc) => names[0] === vpc.name && hasNoId(vpc.provider, provider));
}

function isSameAt(known: Provider, found: Provider): boolean {
  if (known.kind === 'aws' && found.kind === 'aws') return known.vpcId === found.vpcId;
  return (
    known.kind === 'gcp' &&
    found.kind === 'gcp' &&
    known.project === found.project &&
    known.network === found.network
  );
}

const hasNoId = (known: Provider, found: Provider): boolean =>
  known.kind === found.kind &&
  ((known.kind === 'aws' && known.vpcId === undefined) ||
    (known.kind === 'gcp' && known.network === undefined));

function added(state: State, { names, id, cidrs, ...found }: ImportedVpc, defaults: ImportDefaults): Changed {
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
    provider: withTables(found.provider, found.routeTables ?? []),
    cidrs: sortedCidrs(cidrs),
    subnets: found.subnets ?? [],
  };
  return { ...addVpc(state, vpc), name };
}

function broughtUpToDate(state: State, known: Vpc, found: ImportedVpc): Changed {
  // A CIDR goes only when there are no subnets in it any more.
  const subnets =
    found.subnets ??
    known.subnets.filter((subnet) => found.cidrs.some((outer) => contains(outer, subnet.cidr)));
  const change = updateVpc(state, known.name, {
    addCidrs: found.cidrs.filter((cidr) => !known.cidrs.includes(cidr)),
    removeCidrs: known.cidrs.filter((cidr) => !found.cidrs.includes(cidr)),
    addSubnets: subnets,
    removeSubnets: known.subnets.map(({ name }) => name),
    provider: idsOf(found),
  });
  return { ...change, name: known.name };
}

/** What the provider does not tell, or was not asked, stays as it is recorded. */
function idsOf({ provider, routeTables }: ImportedVpc): ProviderChange {
  if (provider.kind === 'gcp') return provider;
  const { routeTables: _, securityGroups: __, ...ids } = provider;
  return { ...ids, ...(routeTables ? { routeTables } : {}) };
}

const withTables = (provider: ImportedVpc['provider'], routeTables: readonly string[]): Provider =>
  provider.kind === 'aws' ? { ...provider, routeTables } : provider;

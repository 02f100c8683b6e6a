import { conflict, validationError } from '../../errors.ts';
import { type Cidr, sortedCidrs } from '../address/cidr.ts';
import type { CreationSpec } from '../creation.ts';
import { changedLabels, type LabelChange } from '../labels.ts';
import { heldAtProvider } from '../name-at-provider.ts';
import { isAlive, type Peering } from '../peering.ts';
import { type IdSpec, type ProviderChange, type ProviderSpecs, withIds } from '../provider.ts';
import { gatewaysIn, nothingToRemove, peeringsOf, peeringsOfVpc, vpcNamed } from '../queries.ts';
import { brokenPeerings } from '../rules/broken.ts';
import { LOCATION_RULES } from '../rules/locations.ts';
import { vpcMtuWarnings } from '../rules/mtu.ts';
import { gatewaysProblems, overlapWarnings, vpcProblems } from '../rules/networks.ts';
import { problemsOf, type Rule, type RuleProblem } from '../rules/rule.ts';
import { type State, type Subnet, type Vpc, withEntry, withoutEntries } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { type Change, throwAny } from './change.ts';
import { withEndOwner } from './owner.ts';
import { withWidenings } from './widening.ts';

/** Returns the state with a new VPC. Exit 5 when the name is taken, 3 when its own networks conflict. */
export function addVpc(specs: ProviderSpecs, state: State, vpc: Vpc): Change {
  throwIfVpcNamed(state, vpc.name, `run \`peerway vpc show ${vpc.name}\` to see it`);
  throwAny([...vpcProblems(vpc), ...creationProblems(specs, vpc)]);
  throwIfKnown(specs, state, vpc);
  const next = { ...state, vpcs: withEntry(state.vpcs, vpc.name, vpc) };
  return { state: next, warnings: overlapWarnings(next, { kind: 'vpc', holder: vpc.name }, vpc.cidrs) };
}

/** Problems for which the provider would reject a VPC that peerway creates there. */
function creationProblems(specs: ProviderSpecs, vpc: Vpc): RuleProblem[] {
  const rules = vpc.creation && creationSpecOf(specs, vpc)?.rules;
  return rules ? problemsOf(rules, vpc) : [];
}

/** Returns how the provider of a VPC creates VPCs; undefined where peerway cannot create one. */
export function creationSpecOf(
  specs: ProviderSpecs,
  { provider }: Pick<Vpc, 'provider'>,
): CreationSpec | undefined {
  const spec = specs.all.find(({ via }) => via === provider.kind);
  return spec?.ends === 'vpc' ? spec.creation : undefined;
}

/** Exit 5 when there is a VPC of that name, in the plan or at its provider. */
export function throwIfVpcNamed(state: State, name: Name, hint: string, except?: Name): void {
  const held = heldAtProvider('VPC', state.vpcs.values(), name, except);
  if (held) throw held;
  if (state.vpcs.has(name)) throw conflict('name-taken', `There is already a VPC named ${name}`, hint);
}

/** The values of its own that a VPC can be without, by their flags. */
export const VPC_UNSETS = ['location', 'mtu', 'label'] as const;
export type VpcUnset = (typeof VPC_UNSETS)[number];

export interface VpcUpdate {
  readonly addCidrs: readonly Cidr[];
  readonly removeCidrs: readonly Cidr[];
  readonly addSubnets: readonly Subnet[];
  readonly removeSubnets: readonly Name[];
  readonly location?: Name;
  readonly mtu?: number;
  readonly owner?: Owner;
  readonly provider?: ProviderChange;
  readonly labels?: LabelChange;
  readonly unset?: readonly VpcUnset[];
  /** True if the networks are those that the provider reports. */
  readonly isImport?: boolean;
}

/** Returns the state with a changed VPC. Every peering of it and its gateways is checked again: exit 3 if one would break. */
export function updateVpc(specs: ProviderSpecs, state: State, name: string, update: VpcUpdate): Change {
  const vpc = vpcNamed(state, name);
  for (const cidr of update.removeCidrs) {
    if (!vpc.cidrs.includes(cidr)) throw nothingToRemove(`VPC ${name}`, 'CIDR', cidr, vpc.cidrs);
  }
  for (const subnet of update.removeSubnets) {
    const names = vpc.subnets.map((known) => known.name);
    if (!names.includes(subnet)) throw nothingToRemove(`VPC ${name}`, 'subnet', subnet, names);
  }
  const changed = changedVpc(specs, vpc, update);
  if (changed.cidrs.length === 0) {
    throw validationError(
      'last-cidr',
      `A VPC needs at least one CIDR; ${name} would be left with none`,
      'add a new one in the same command with --add-cidr',
    );
  }
  if (isDeepSame(changed, vpc)) return { state, warnings: [] };
  throwAny([...vpcProblems(changed, vpc), ...creationProblems(specs, changed)]);
  throwIfCloudLeft(state, changed);
  throwIfMoved(specs, state, vpc, changed);
  if (update.provider !== undefined) throwIfKnown(specs, state, changed);
  const placed = { ...state, vpcs: withEntry(state.vpcs, vpc.name, changed) };
  const next = withEndOwner(placed, { kind: 'vpc', name: changed.name }, changed.owner);
  const moved =
    update.location === undefined
      ? []
      : problemsOf(LOCATION_RULES, { state: next, gateways: gatewaysIn(next, vpc.name) });
  throwAny([
    ...gatewaysProblems(next, changed, state),
    ...moved,
    ...touchedProblems(specs, next, changed, state).map((one) =>
      update.isImport ? importProblem(one) : one,
    ),
  ]);
  const widened = withWidenings(specs, next, vpc, changed);
  return {
    state: widened.state,
    warnings: [
      ...widened.warnings,
      ...overlapWarnings(next, { kind: 'vpc', holder: vpc.name }, update.addCidrs),
      ...vpcMtuWarnings(specs, next, vpc, changed),
    ],
  };
}

/** Compares the values in any order of the properties. */
const isDeepSame = (one: Vpc, other: Vpc): boolean =>
  (Object.keys({ ...one, ...other }) as (keyof Vpc)[]).every(
    (key) => JSON.stringify(one[key]) === JSON.stringify(other[key]),
  );

function changedVpc(specs: ProviderSpecs, vpc: Vpc, update: VpcUpdate): Vpc {
  const added = new Set(update.addSubnets.map((subnet) => subnet.name));
  const { unset = [], labels: change } = update;
  const { location, labels, mtu, ...kept } = vpc;
  const left = unset.includes('label') ? undefined : labels;
  const labeled = change ? changedLabels(`VPC ${vpc.name}`, left, change) : left;
  return {
    ...kept,
    ...(location && !unset.includes('location') ? { location } : {}),
    ...(labeled ? { labels: labeled } : {}),
    ...(update.location === undefined ? {} : { location: update.location }),
    ...(mtu && !unset.includes('mtu') ? { mtu } : {}),
    ...(update.mtu === undefined ? {} : { mtu: update.mtu }),
    ...(update.owner === undefined ? {} : { owner: update.owner }),
    ...(update.provider === undefined ? {} : { provider: withIds(specs, vpc.provider, update.provider) }),
    cidrs: sortedCidrs([
      ...vpc.cidrs.filter((cidr) => !update.removeCidrs.includes(cidr)),
      ...update.addCidrs,
    ]),
    subnets: [
      ...vpc.subnets.filter(
        (subnet) => !update.removeSubnets.includes(subnet.name) && !added.has(subnet.name),
      ),
      ...update.addSubnets.map((subnet) => withMarks(vpc, subnet)),
    ],
  };
}

/** A subnet with the zone and the public mark of the one that it replaces, unless it has its own. */
function withMarks(vpc: Vpc, subnet: Subnet): Subnet {
  const { name, cidr } = subnet;
  const replaced = vpc.subnets.find((known) => known.name === name);
  const zone = subnet.zone ?? replaced?.zone;
  const isPublic = subnet.public ?? replaced?.public;
  return {
    name,
    cidr,
    ...(zone === undefined ? {} : { zone }),
    ...(isPublic === undefined ? {} : { public: isPublic }),
  };
}

/** Problems that a change of networks causes in the peerings of a VPC and of its gateways, each once. */
function touchedProblems(specs: ProviderSpecs, state: State, vpc: Vpc, before: State): RuleProblem[] {
  const peerings = [
    ...gatewaysIn(state, vpc.name).flatMap((gateway) => peeringsOf(state, gateway.name)),
    ...peeringsOfVpc(state, vpc.name),
  ];
  return brokenPeerings(specs, state, peerings.filter(isAlive), before);
}

/** The networks of an import are those of the provider: no other value can be given for them. */
const importProblem = (problem: RuleProblem): RuleProblem => ({
  ...problem,
  hint: 'run `peerway vpc import --help` to see how to import only other VPCs',
});

/** A peered VPC cannot move to another cloud. */
function throwIfCloudLeft(state: State, { name, provider }: Vpc): void {
  const peering = peeringsOfVpc(state, name).find((one) => isAlive(one) && one.via !== provider.kind);
  if (!peering) return;
  throw validationError(
    'provider-in-use',
    `VPC ${name} is peered via ${peering.via} and cannot change its provider`,
    deletionHint([peering]),
  );
}

/** Two VPCs of the plan with one id would each have half of that VPC's peerings. */
function throwIfKnown(specs: ProviderSpecs, state: State, vpc: Vpc): void {
  const id = identityOf(specs, vpc);
  const other =
    id && [...state.vpcs.values()].find((one) => one.name !== vpc.name && identityOf(specs, one) === id);
  if (!other) return;
  throw conflict(
    'provider-id-taken',
    `VPC ${other.name} already has the ID ${id}`,
    `use VPC ${other.name}, or give a different ID; run \`peerway vpc show ${other.name}\` to see it`,
  );
}

/** Returns the identity of a VPC at its provider; undefined while it is not known. */
export function identityOf(specs: ProviderSpecs, { provider }: Pick<Vpc, 'provider'>): string | undefined {
  const spec = specs.all.find(({ via }) => via === provider.kind);
  return spec?.ends === 'vpc' ? spec.identityOf(provider) : undefined;
}

/** While a VPC is peered, other ids would turn it into another VPC. Ids that were not known may be added. */
function throwIfMoved(specs: ProviderSpecs, state: State, before: Vpc, { name, provider }: Vpc): void {
  const peering = peeringsOfVpc(state, name).find(isAlive);
  if (!peering || before.provider.kind !== provider.kind) return;
  const moved = specs
    .of(provider.kind)
    .ids.filter(({ key, identifies }) => identifies && key in before.provider)
    .filter(({ key }) => before.provider[key] !== provider[key])
    .map(({ flag }: IdSpec) => flag.replace(/ .*$/, ''));
  if (moved.length === 0) return;
  throw validationError(
    'provider-in-use',
    `VPC ${name} is peered via ${peering.via} and cannot become another VPC there: ${moved.join(', ')}`,
    deletionHint([peering]),
  );
}

/** Deletes peerings of VPCs at their clouds, too: forgotten ones would leave routes and rules there. */
function deletionHint(peerings: readonly Peering[]): string {
  const names = peerings.map(({ name }) => name).join(' ');
  const isApplied = peerings.some(({ observed }) => observed !== undefined);
  return `first run \`peerway peering delete ${names}${isApplied ? ' --apply' : ''}\`, which ends the traffic of ${peerings.length === 1 ? 'the peering' : 'the peerings'}`;
}

/** A VPC must not be in use when it is deleted. */
const UNUSED: readonly Rule<{ readonly state: State; readonly vpc: Vpc }>[] = [
  {
    code: 'vpc-in-use',
    reason: 'in use',
    hint: ({ vpc }) => `run \`peerway vpc show ${vpc.name}\` to see what uses it`,
    find: ({ state, vpc: { name } }) => {
      const gateways = gatewaysIn(state, name).map((gateway) => gateway.name);
      const peerings = peeringsOfVpc(state, name).filter(isAlive);
      return [
        ...(gateways.length === 0
          ? []
          : [
              {
                message: `VPC ${name} still contains ${gateways.length === 1 ? 'a gateway' : 'gateways'}`,
                details: () => gateways.map((gateway) => `gateway ${gateway}`),
                hint: `first run \`peerway gateway delete ${gateways.join(' ')}\``,
              },
            ]),
        ...(peerings.length === 0
          ? []
          : [
              {
                message: `VPC ${name} is still peered`,
                details: () => peerings.map((peering) => `peering ${peering.name}`),
                hint: deletionHint(peerings),
              },
            ]),
      ];
    },
  },
];

/** Returns true if the VPC holds no gateway and is not peered, so that it can be deleted. */
export const isUnused = (state: State, name: Name): boolean =>
  problemsOf(UNUSED, { state, vpc: vpcNamed(state, name) }).length === 0;

/** Returns the state without the VPCs. Exit 3 while one of them holds a gateway or is peered. */
export function deleteVpcs(state: State, names: readonly string[]): State {
  const vpcs = [...new Set(names)].map((name) => vpcNamed(state, name));
  throwAny(vpcs.flatMap((vpc) => problemsOf(UNUSED, { state, vpc })));
  const records = vpcs.flatMap(({ name }) => peeringsOfVpc(state, name));
  return {
    ...state,
    vpcs: withoutEntries(
      state.vpcs,
      vpcs.map((vpc) => vpc.name),
    ),
    peerings: withoutEntries(
      state.peerings,
      records.map(({ name }) => name),
    ),
  };
}

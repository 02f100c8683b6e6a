import { conflict, type Problem, validationError } from '../../errors.ts';
import { type Cidr, sortedCidrs } from '../address/cidr.ts';
import type { CloudPeering } from '../cloud-peering.ts';
import { type ProviderChange, withIds } from '../provider-change.ts';
import { cloudPeeringsOf, gatewaysIn, isAlive, notFound, peeringsOf, vpcNamed } from '../queries.ts';
import { brokenBy, cloudBrokenBy } from '../rules/broken.ts';
import { locationProblems } from '../rules/locations.ts';
import { gatewaysProblems, overlapWarnings, vpcProblems } from '../rules/networks.ts';
import { type State, type Subnet, type Vpc, withEntry, withoutEntries } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { type Change, throwAny } from './change.ts';

/** A new VPC. Exit 5 when the name is taken, 3 when its own networks are at odds. */
export function addVpc(state: State, vpc: Vpc): Change {
  throwIfVpcNamed(state, vpc.name, `run \`peerway vpc show ${vpc.name}\` to see it`);
  throwAny(vpcProblems(vpc));
  throwIfKnown(state, vpc);
  const next = { ...state, vpcs: withEntry(state.vpcs, vpc.name, vpc) };
  return { state: next, warnings: overlapWarnings(next, { kind: 'vpc', holder: vpc.name }, vpc.cidrs) };
}

/** Exit 5 when there is a VPC of that name. */
export function throwIfVpcNamed(state: State, name: Name, hint: string): void {
  if (state.vpcs.has(name)) throw conflict('name-taken', `There is already a VPC named ${name}`, hint);
}

export interface VpcUpdate {
  readonly addCidrs: readonly Cidr[];
  readonly removeCidrs: readonly Cidr[];
  readonly addSubnets: readonly Subnet[];
  readonly removeSubnets: readonly Name[];
  readonly location?: Name;
  readonly owner?: Owner;
  readonly provider?: ProviderChange;
}

/** A changed VPC. Every peering of its gateways is looked at again: exit 3 when one would no longer hold. */
export function updateVpc(state: State, name: string, update: VpcUpdate): Change {
  const vpc = vpcNamed(state, name);
  for (const cidr of update.removeCidrs) {
    if (!vpc.cidrs.includes(cidr))
      throw notFound(`CIDR of VPC ${name}`, cidr, vpc.cidrs, `peerway vpc show ${name}`);
  }
  for (const subnet of update.removeSubnets) {
    const names = vpc.subnets.map((known) => known.name);
    if (!names.includes(subnet))
      throw notFound(`subnet of VPC ${name}`, subnet, names, `peerway vpc show ${name}`);
  }
  const changed = changedVpc(vpc, update);
  if (changed.cidrs.length === 0) {
    throw validationError(
      'last-cidr',
      `A VPC needs at least one CIDR; ${name} would be left with none`,
      'add a new one in the same command with --add-cidr',
    );
  }
  if (JSON.stringify(changed) === JSON.stringify(vpc)) return { state, warnings: [] };
  throwAny(vpcProblems(changed));
  throwIfCloudLeft(state, changed);
  throwIfMoved(state, vpc, changed);
  if (update.provider !== undefined) throwIfKnown(state, changed);
  const next = withOwner({ ...state, vpcs: withEntry(state.vpcs, vpc.name, changed) }, changed);
  const moved = update.location === undefined ? [] : locationProblems(next, gatewaysIn(next, vpc.name));
  throwAny([...gatewaysProblems(next, changed), ...moved, ...touchedProblems(next, changed)]);
  return { state: next, warnings: overlapWarnings(next, { kind: 'vpc', holder: vpc.name }, update.addCidrs) };
}

function changedVpc(vpc: Vpc, update: VpcUpdate): Vpc {
  const added = new Set(update.addSubnets.map((subnet) => subnet.name));
  return {
    ...vpc,
    ...(update.location === undefined ? {} : { location: update.location }),
    ...(update.owner === undefined ? {} : { owner: update.owner }),
    ...(update.provider === undefined ? {} : { provider: withIds(vpc.provider, update.provider) }),
    cidrs: sortedCidrs([
      ...vpc.cidrs.filter((cidr) => !update.removeCidrs.includes(cidr)),
      ...update.addCidrs,
    ]),
    subnets: [
      ...vpc.subnets.filter(
        (subnet) => !update.removeSubnets.includes(subnet.name) && !added.has(subnet.name),
      ),
      ...update.addSubnets,
    ],
  };
}

/** What a change of networks has broken in the peerings of a VPC and of its gateways, each problem once. */
export function touchedProblems(state: State, vpc: Vpc): Problem[] {
  const peerings = gatewaysIn(state, vpc.name).flatMap((gateway) =>
    peeringsOf(state, gateway.name).filter(isAlive),
  );
  const ofClouds = cloudPeeringsOf(state, vpc.name).filter(isAlive);
  return [...brokenBy(state, peerings), ...cloudBrokenBy(state, ofClouds)];
}

/** A VPC in another cloud is another VPC. */
function throwIfCloudLeft(state: State, { name, provider }: Vpc): void {
  const peering = cloudPeeringsOf(state, name).find((one) => isAlive(one) && one.via !== provider.kind);
  if (!peering) return;
  throw validationError(
    'provider-in-use',
    `VPC ${name} is peered via ${peering.via} and cannot change its provider`,
    `first run \`peerway peering delete ${peering.name}\``,
  );
}

/** Two VPCs of the plan that are one at the provider would each have half of its peerings. */
function throwIfKnown(state: State, vpc: Vpc): void {
  const id = idOf(vpc);
  const other = id && [...state.vpcs.values()].find((one) => one.name !== vpc.name && idOf(one) === id);
  if (!other) return;
  throw validationError(
    'provider-id-taken',
    `VPC ${other.name} already has the ID ${id}`,
    `use VPC ${other.name}, or give a different ID; run \`peerway vpc show ${other.name}\` to see it`,
  );
}

/** What is one of a kind: the id at AWS, project and network at GCP. */
function idOf({ provider }: Vpc): string | undefined {
  if (provider.kind === 'aws') return provider.vpcId;
  if (provider.kind !== 'gcp' || !provider.project || !provider.network) return undefined;
  return `${provider.project}/${provider.network}`;
}

/** What says which VPC of its provider it is, with the flag of each. */
const IDENTITY = {
  account: '--account',
  region: '--region',
  vpcId: '--vpc-id',
  project: '--project',
  network: '--network',
} as const;

/** Under a peering of its cloud, other ids would make it one of another VPC. Ids that were not known may be added. */
function throwIfMoved(state: State, before: Vpc, { name, provider }: Vpc): void {
  const peering = cloudPeeringsOf(state, name).find(isAlive);
  if (!peering || before.provider.kind !== provider.kind) return;
  const after: Readonly<Record<string, unknown>> = { ...provider };
  const moved = Object.entries(before.provider).flatMap(([key, id]) =>
    key in IDENTITY && after[key] !== id ? [IDENTITY[key as keyof typeof IDENTITY]] : [],
  );
  if (moved.length === 0) return;
  throw validationError(
    'provider-in-use',
    `VPC ${name} is peered via ${peering.via} and cannot become another VPC there: ${moved.join(', ')}`,
    `first run \`peerway peering delete ${peering.name}\``,
  );
}

/** The sides of a VPC's peerings belong to whoever the VPC belongs to: requests are theirs to answer. */
function withOwner(state: State, { name, owner }: Vpc): State {
  const moved = cloudPeeringsOf(state, name)
    .filter(isAlive)
    .map((peering) => [peering.name, ownedBy(peering, name, owner)] as const);
  return moved.length === 0
    ? state
    : { ...state, cloudPeerings: new Map([...state.cloudPeerings, ...moved]) };
}

function ownedBy(peering: CloudPeering, vpc: Name, owner: Owner): CloudPeering {
  const side = peering.requester.vpc === vpc ? 'requester' : 'accepter';
  if (peering[side].owner === owner) return peering;
  return { ...peering, [side]: { ...peering[side], owner } };
}

/** The state without the VPCs. Exit 3 while a gateway is in one of them, or a cloud peers it. */
export function deleteVpcs(state: State, names: readonly string[]): State {
  const vpcs = [...new Set(names)].map((name) => vpcNamed(state, name));
  throwAny(vpcs.flatMap((vpc) => usesOf(state, vpc)));
  const records = vpcs.flatMap(({ name }) => cloudPeeringsOf(state, name));
  return {
    ...state,
    vpcs: withoutEntries(
      state.vpcs,
      vpcs.map((vpc) => vpc.name),
    ),
    cloudPeerings: withoutEntries(
      state.cloudPeerings,
      records.map(({ name }) => name),
    ),
  };
}

function usesOf(state: State, { name }: Vpc): Problem[] {
  const gateways = gatewaysIn(state, name).map((gateway) => `gateway ${gateway.name}`);
  const peerings = cloudPeeringsOf(state, name)
    .filter(isAlive)
    .map((peering) => `peering ${peering.name}`);
  const holds = gateways.length === 1 ? 'a gateway' : 'gateways';
  return [
    ...(gateways.length === 0
      ? []
      : [{ code: 'vpc-in-use', message: `VPC ${name} still contains ${holds}`, details: gateways }]),
    ...(peerings.length === 0
      ? []
      : [{ code: 'vpc-in-use', message: `VPC ${name} is still peered`, details: peerings }]),
  ];
}

/** Records of a VPC that peerway creates at its provider. */
import { conflict, validationError } from '../../errors.ts';
import type { ProviderSpecs } from '../provider.ts';
import { withIds } from '../provider.ts';
import { vpcNamed } from '../queries.ts';
import type { Creation, CreationStatus, IdValue, State, Vpc } from '../state.ts';
import { withEntry, withoutEntries } from '../state.ts';

type CreatedVpc = Vpc & { readonly creation: Creation };

/** True for a VPC that peerway creates. */
export const isCreated = (vpc: Vpc): vpc is CreatedVpc => vpc.creation !== undefined;

/** Returns a VPC that peerway creates. Exit 4 when it does not exist, 3 for another VPC. */
export function createdVpcNamed(specs: ProviderSpecs, state: State, name: string): CreatedVpc {
  const vpc = vpcNamed(state, name);
  if (isCreated(vpc)) return vpc;
  const { kind } = vpc.provider;
  const where = specs.all.find(({ via }) => via === kind)?.label;
  throw validationError(
    'not-created',
    `peerway did not create VPC ${vpc.name}${where ? ` at ${where}` : ''}, so it does not change it there`,
    `to delete it from the plan only, run \`peerway vpc delete ${vpc.name}\``,
  );
}

export interface CreationReport {
  readonly status?: CreationStatus;
  /** Ids that the provider has assigned. */
  readonly ids?: Readonly<Record<string, IdValue>>;
  /** The key of a resource that the provider is about to be asked for. */
  readonly requesting?: string;
  /** The key of a resource that the provider has refused to create. */
  readonly refused?: string;
  /** True once everything that was asked for is visible. */
  readonly isSettled?: boolean;
}

/** Returns the state with a report about a creation. A VPC that has been deleted or created again keeps its record. */
export function reportCreation(
  specs: ProviderSpecs,
  state: State,
  { name, creation }: CreatedVpc,
  { status, ids = {}, ...news }: CreationReport,
): State {
  const vpc = state.vpcs.get(name);
  if (!vpc || vpc.creation?.id !== creation.id) return state;
  const { requested = [], ...rest } = vpc.creation;
  const open = openRequests(requested, news);
  const next = {
    ...vpc,
    provider: withIds(specs, vpc.provider, { ids: withKept(vpc, ids) }),
    creation: {
      ...rest,
      ...(status === undefined ? {} : { status }),
      ...(open.length === 0 ? {} : { requested: open }),
    },
  };
  return JSON.stringify(next) === JSON.stringify(vpc)
    ? state
    : { ...state, vpcs: withEntry(state.vpcs, name, next) };
}

/** The keys of the resources that may exist although they are not visible. */
function openRequests(
  before: readonly string[],
  { requesting, refused, isSettled = false }: CreationReport,
): string[] {
  if (isSettled) return [];
  const all = new Set([...before, ...(requesting === undefined ? [] : [requesting])]);
  return [...all].filter((key) => key !== refused);
}

/** Ids that the operator has added to a list stay. */
const withKept = (
  { provider }: Vpc,
  ids: Readonly<Record<string, IdValue>>,
): Readonly<Record<string, IdValue>> =>
  Object.fromEntries(
    Object.entries(ids).map(([key, value]) => {
      const present = provider[key];
      return [
        key,
        Array.isArray(value) && Array.isArray(present) ? [...new Set([...present, ...value])] : value,
      ];
    }),
  );

/** Starts a run. Exit 5 if another run has started, ended or changed the VPC since it was read. */
export function startRun(
  specs: ProviderSpecs,
  state: State,
  read: CreatedVpc,
  report: CreationReport,
): State {
  if (JSON.stringify(state.vpcs.get(read.name)) !== JSON.stringify(read))
    throw conflict(
      'changed-meanwhile',
      `VPC ${read.name} was changed in the meantime, maybe by another run`,
      'nothing was changed; run the command again',
    );
  return reportCreation(specs, state, read, report);
}

/** Restores the record of a VPC as it was before a run that has left nothing. */
export function restoreVpc(state: State, before: CreatedVpc): State {
  const vpc = state.vpcs.get(before.name);
  if (vpc?.creation?.id !== before.creation.id) return state;
  const next = { ...vpc, provider: before.provider, creation: before.creation };
  return { ...state, vpcs: withEntry(state.vpcs, before.name, next) };
}

/** Returns the state without a VPC that was new, and of which nothing exists. */
export const forgetVpc = (state: State, { name, creation }: CreatedVpc): State =>
  state.vpcs.get(name)?.creation?.id === creation.id
    ? { ...state, vpcs: withoutEntries(state.vpcs, [name]) }
    : state;

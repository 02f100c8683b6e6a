/** Takes a request into the plan that the owner of another VPC has made at the provider, and accepts it. */
import { usage, validationError } from '../../errors.ts';
import type { Cidr } from '../address/cidr.ts';
import type { Instant } from '../instant.ts';
import { isAlive, type Options, otherEnd, type Peering } from '../peering.ts';
import { missingIds, type ProviderSpecs, type VpcProviderSpec } from '../provider.ts';
import { peeringsOfVpc } from '../queries.ts';
import type { ProviderIds, State, Vpc } from '../state.ts';
import { isName, type Name, type Owner, parseOwner } from '../values.ts';
import type { RequestEnd, WaitingRequest } from '../waiting-request.ts';
import { acceptPeering } from './answer-peering.ts';
import { createPeering, throwIfBeingDeleted } from './create-peering.ts';
import { importVpcs } from './import-vpcs.ts';
import { observePeering } from './observe.ts';
import type { PeeringChange } from './peering.ts';
import { identityOf } from './vpc.ts';

/** Names for objects that are new to the plan. */
export interface TakeInNames {
  /** Name of the peering (default: `<requester>-<accepter>`). */
  readonly name?: Name;
  /** Name of the requester's VPC (default: its id). */
  readonly vpc?: Name;
  /** Owner of the requester's VPC (default: the owner of that account's VPCs, or the account). */
  readonly owner?: Owner;
}

export interface TakeIn {
  readonly spec: VpcProviderSpec;
  readonly request: WaitingRequest;
  /** The VPC that is asked. */
  readonly accepter: Name;
  readonly names: TakeInNames;
  readonly actor: Owner;
  /** Options of the accepter's side. */
  readonly options: Options;
  readonly now: Instant;
}

export interface TakenIn extends PeeringChange {
  /** The requester's VPC, if it is new to the plan. */
  readonly added?: Name;
}

/**
 * Returns the state with the request, as an accepted peering in the direction in which it was made, and with the
 * requester's VPC. Exit 3 with every rule that fails, or when the provider does not show the CIDRs of a VPC that the
 * plan lacks.
 */
export function takeInRequest(specs: ProviderSpecs, before: State, intent: TakeIn): TakenIn {
  const { request, actor, options, now } = intent;
  const { state, vpc, warnings, added } = withRequester(specs, before, intent);
  const requested = withRequest(specs, state, intent, vpc);
  const known = observePeering(requested.state, requested.peering.name, {
    ...(intent.spec.parseId ? { id: request.id } : {}),
    requester: vpc.name,
    said: { code: request.code, message: request.message, at: now },
    ...(request.expiresAt ? { expiresAt: request.expiresAt } : {}),
  });
  const accepted = acceptPeering(specs, known, { name: requested.peering.name, actor, options });
  return {
    ...accepted,
    warnings: [...new Set([...warnings, ...requested.warnings, ...accepted.warnings])],
    ...(added === undefined ? {} : { added }),
  };
}

/** The VPC of the plan that an end of a request is. */
export function vpcOfEnd(specs: ProviderSpecs, state: State, { provider }: RequestEnd): Vpc | undefined {
  const id = identityOf(specs, { provider });
  return [...state.vpcs.values()].find(
    (vpc) => id !== undefined && vpc.provider.kind === provider.kind && identityOf(specs, vpc) === id,
  );
}

interface WithRequester {
  readonly state: State;
  readonly vpc: Vpc;
  readonly warnings: readonly string[];
  readonly added?: Name;
}

/** The state with the requester's VPC as the provider describes it. */
function withRequester(
  specs: ProviderSpecs,
  state: State,
  { spec, request, names, actor }: TakeIn,
): WithRequester {
  const { provider, cidrs } = request.requester;
  const present = vpcOfEnd(specs, state, request.requester);
  throwIfNamed(present, names);
  if (present && (cidrs.length === 0 || present.owner !== actor)) {
    throwIfOtherCidrs(spec, present, cidrs);
    return { state, vpc: present, warnings: [] };
  }
  const id = identityOf(specs, { provider }) ?? request.id;
  if (cidrs.length === 0) throw cidrsUnknown(spec, provider, id);
  const owner = names.owner ?? ownerOf(spec, state, provider);
  const imported = { names: names.vpc ? [names.vpc] : [id], id, provider, cidrs };
  const made = importVpcs(specs, state, [imported], { owner });
  const vpc = vpcOfEnd(specs, made.state, request.requester);
  if (!vpc) throw new Error(`${id} was not imported`);
  return { state: made.state, vpc, warnings: made.warnings, ...(present ? {} : { added: vpc.name }) };
}

/** The rules would check networks that the VPC of another owner does not have; only that owner can change them. */
function throwIfOtherCidrs(
  { label }: VpcProviderSpec,
  { name, owner, cidrs }: Vpc,
  shown: readonly Cidr[],
): void {
  const added = shown.filter((cidr) => !cidrs.includes(cidr));
  const removed = shown.length === 0 ? [] : cidrs.filter((cidr) => !shown.includes(cidr));
  if (added.length + removed.length === 0) return;
  const flags = [
    ...added.map((cidr) => `--add-cidr ${cidr}`),
    ...removed.map((cidr) => `--remove-cidr ${cidr}`),
  ];
  throw validationError(
    'cidrs-differ',
    `${label} shows other CIDRs for ${name} than the plan has: ${shown.join(', ')}`,
    `run \`peerway vpc update ${name} ${flags.join(' ')} --as ${owner}\`, and the command again`,
  );
}

/** The owner of the account's VPCs in the plan, or else the account. */
function ownerOf(spec: VpcProviderSpec, state: State, provider: ProviderIds): Owner {
  const account = spec.accountOf(provider);
  const known = [...state.vpcs.values()].find(
    (vpc) =>
      vpc.provider.kind === spec.via && account !== undefined && spec.accountOf(vpc.provider) === account,
  );
  return known?.owner ?? parseOwner(account ?? spec.via);
}

/** A flag that would be ignored is an error. */
function throwIfNamed(present: Vpc | undefined, { vpc, owner }: TakeInNames): void {
  if (!present) return;
  const stray = vpc !== undefined && vpc !== present.name ? '--vpc' : undefined;
  const other = owner !== undefined && owner !== present.owner ? '--owner' : undefined;
  const flag = stray ?? other;
  if (flag === undefined) return;
  throw usage(
    `The VPC of the requester is in the plan already: ${present.name} of ${present.owner}`,
    `omit ${flag}`,
  );
}

function cidrsUnknown(spec: VpcProviderSpec, provider: ProviderIds, id: string): Error {
  const flags = spec.ids.flatMap(({ key, flag, kind }) => {
    const value = provider[key];
    return kind === 'text' && typeof value === 'string' ? [flag.replace(/<.*>/, value)] : [];
  });
  return validationError(
    'cidrs-not-known',
    `${spec.label} does not show the CIDRs of ${id}`,
    `run \`peerway vpc add <name> --provider ${spec.via} ${flags.join(' ')} --cidr <cidr>\`, and the command again`,
  );
}

/** The state with the request as a peering, and that peering: the one of the two VPCs, if there is one already. */
function withRequest(specs: ProviderSpecs, state: State, intent: TakeIn, requester: Vpc): PeeringChange {
  const { spec, accepter, names, now } = intent;
  const peering = peeringsOfVpc(state, accepter).find(
    (one) => isAlive(one) && otherEnd(one, accepter) === requester.name,
  );
  if (peering) return knownRequest(state, peering, names);
  return createPeering(specs, state, {
    spec,
    ends: [requester.name, accepter],
    name: names.name ?? freeName(state, intent, requester),
    both: false,
    options: {},
    // The owner of the requesting VPC has made the request, elsewhere.
    actor: requester.owner,
    now,
  });
}

function knownRequest(state: State, peering: Peering, { name }: TakeInNames): PeeringChange {
  throwIfBeingDeleted(peering);
  if (name !== undefined && name !== peering.name)
    throw usage(`The plan has this request already: peering ${peering.name}`, 'omit --name');
  return { state, peering, warnings: [] };
}

/** The name of the ended peering that this one replaces, or a name that no other peering has. */
function freeName(state: State, { request, accepter }: TakeIn, requester: Vpc): Name {
  const ended = peeringsOfVpc(state, accepter).find((one) => otherEnd(one, accepter) === requester.name);
  if (ended) return ended.name;
  const wanted = [request.name, `${requester.name}-${accepter}`, request.id].filter(
    (name): name is Name => name !== undefined && isName(name),
  );
  const base = wanted.find((name) => !state.peerings.has(name)) ?? wanted[0];
  for (let number = 2; base !== undefined; number++) {
    const name = state.peerings.has(base) ? `${base}-${number}` : base;
    if (isName(name) && !state.peerings.has(name)) return name;
    if (!isName(name)) break;
  }
  throw usage(
    `No name is free for the peering of ${requester.name} and ${accepter}`,
    'choose one with --name',
  );
}

/** True for a VPC whose ids are complete enough to ask the provider about it. */
export const isPlaced = (spec: VpcProviderSpec, { provider }: Vpc): boolean =>
  missingIds(spec, provider).length === 0;

/** Creates, accepts, rejects and deletes peerings of every transport. */
import { conflict, validationError } from '../../errors.ts';
import { nextFreeAddresses } from '../allocated-addresses.ts';
import { addSeconds, type Instant } from '../instant.ts';
import {
  type Agreement,
  endsOf,
  isAlive,
  isPending,
  type Options,
  otherEnd,
  type Peering,
  type Side,
  statusOf,
  withAgreement,
  withEnd,
} from '../peering.ts';
import {
  mirrored,
  type OptionSpec,
  optionsWith,
  optionText,
  type ProviderSpec,
  type ProviderSpecs,
} from '../provider.ts';
import { gatewayNamed, gatewaysIn, peeringNamed, peeringsOf, peeringsOfEnd } from '../queries.ts';
import { acceptanceProblems, creationProblems } from '../rules/peering.ts';
import type { Secret } from '../secret.ts';
import { type State, withEntry, withoutEntries } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { type OwnedEnd, ownedEnd } from './peering-ends.ts';

/** A peering after a change, in its state. */
export interface PeeringChange {
  readonly state: State;
  readonly peering: Peering;
  readonly warnings: readonly string[];
}

export interface NewPeering {
  readonly spec: ProviderSpec;
  /** The gateways or VPCs in the order they were named. */
  readonly ends: readonly [string, string];
  readonly name: Name;
  /** True to set up both sides at once; false to wait for the accepter. */
  readonly both: boolean;
  /** Options of the requester's side. */
  readonly options: Options;
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  /** For gateways. */
  readonly presharedKey?: Secret;
  readonly now: Instant;
}

/**
 * Returns the state with a new peering, which is accepted already when both sides are set up at once. The acting owner
 * is the requester if exactly one side is theirs; otherwise the end named first is.
 * Exit 4 when an end does not exist, 3 with every rule that fails, 5 when the name is taken.
 */
export function createPeering(specs: ProviderSpecs, state: State, intent: NewPeering): PeeringChange {
  const { spec, name } = intent;
  const [first, second] = intent.ends.map((end) => ownedEnd(specs, state, spec, end)) as [OwnedEnd, OwnedEnd];
  const turned = second.owner === intent.actor && first.owner !== intent.actor;
  const [requester, accepter] = turned ? [second, first] : [first, second];
  throwAny(
    creationProblems(specs, { state, spec, requester: requester.end.name, accepter: accepter.end.name }),
  );
  throwIfNameTaken(state, name, [requester.end.name, accepter.end.name]);
  const both = intent.both && requester.owner === accepter.owner;
  if (intent.both && !both && spec.ends === 'vpc') throw notBoth(accepter);
  const peering: Peering = {
    name,
    via: spec.via,
    ...newSides(state, intent, requester, accepter, both),
    policy: { kind: 'any' },
    agreement: both ? { kind: 'accepted' } : requested(spec, intent.now),
    ...(intent.presharedKey ? { presharedKey: intent.presharedKey } : {}),
    createdAt: intent.now,
    createdBy: intent.actor,
    ...(intent.login ? { createdLogin: intent.login } : {}),
  };
  const next = { ...state, peerings: withoutEnded(state, peering).set(name, peering) };
  return {
    state: next,
    peering,
    warnings: [...spec.warnings(next, peering, 'created'), ...doubled(next, peering)],
  };
}

const requested = ({ requestLifetime }: ProviderSpec, now: Instant): Agreement => ({
  kind: 'requested',
  ...(requestLifetime === undefined ? {} : { expiresAt: addSeconds(now, requestLifetime) }),
});

/** The two sides with their options and addresses. */
function newSides(
  state: State,
  { spec, options }: NewPeering,
  requester: OwnedEnd,
  accepter: OwnedEnd,
  both: boolean,
): Pick<Peering, 'requester' | 'accepter'> {
  const bare = ({ end, owner }: OwnedEnd): Side => ({
    end,
    owner,
    options: {},
    tunnelAddresses: end.kind === 'gateway' ? nextFreeAddresses(state, gatewayNamed(state, end.name)) : [],
  });
  const sides = { requester: bare(requester), accepter: bare(accepter) };
  const fallbackOf = ({ fallback }: OptionSpec) =>
    typeof fallback === 'function' ? fallback(state, sides) : fallback;
  const ours = optionsWith(spec.options, options, fallbackOf);
  const shared = Object.fromEntries(
    spec.options.filter((one) => one.shared).map(({ key }) => [key, ours[key] as boolean | string]),
  );
  const theirs = { ...(both ? mirrored(spec.options, options) : {}), ...shared };
  return {
    requester: { ...sides.requester, options: ours },
    accepter: { ...sides.accepter, options: optionsWith(spec.options, theirs, fallbackOf) },
  };
}

/** The accepter's side needs the consent of its owner. */
const notBoth = ({ end, owner }: OwnedEnd) =>
  validationError(
    'not-accepter',
    `VPC ${end.name} belongs to ${owner}, who must accept the peering`,
    `omit --duplex; ${owner} then accepts the request with \`peerway peering accept\``,
  );

/** The record of an ended peering may be replaced, but only by a new peering of the same two ends. */
export function throwIfNameTaken(state: State, name: Name, ends: readonly Name[]): void {
  const other = state.peerings.get(name);
  if (!other) return;
  const others = endsOf(other);
  if (others.every((end) => ends.includes(end)) && !isAlive(other)) return;
  throw conflict(
    'name-taken',
    `There is already a peering named ${name}, between ${others.join(' and ')}`,
    'choose another name with --name',
  );
}

/** The peerings without the ended ones of the same two ends, which a new one replaces. */
function withoutEnded(state: State, { requester, accepter }: Peering): Map<Name, Peering> {
  const ended = peeringsOfEnd(state, requester.end)
    .filter((one) => !isAlive(one) && otherEnd(one, requester.end.name) === accepter.end.name)
    .map(({ name }) => name);
  return withoutEntries(state.peerings, ended);
}

/** Warns when the gateways of two peered VPCs are peered, too: both would claim the routes. */
function doubled(state: State, { requester, accepter }: Peering): string[] {
  if (requester.end.kind !== 'vpc') return [];
  const [vpc, other] = [requester.end.name, accepter.end.name];
  return gatewaysIn(state, vpc).flatMap(({ name }) =>
    peeringsOf(state, name)
      .filter((one) => isAlive(one) && state.gateways.get(otherEnd(one, name))?.vpc === other)
      .map(
        (one) =>
          `gateways of ${vpc} and ${other} are peered, too; once this peering carries the traffic, run \`peerway peering delete ${one.name}\``,
      ),
  );
}

export interface Acceptance {
  readonly name: string;
  readonly actor: Owner;
  /** Options of the accepter's side; options that are left out keep their values. */
  readonly options: Options;
  /** Present when a request must be accepted by a second operator: the login of the accepting one. */
  readonly secondFrom?: { readonly login: Owner | undefined };
}

/**
 * Returns the state in which the accepter has agreed. Exit 3 when the actor does not own that side, the peering is not
 * waiting for acceptance, or a rule fails by now.
 */
export function acceptPeering(specs: ProviderSpecs, state: State, intent: Acceptance): PeeringChange {
  const peering = peeringNamed(state, intent.name);
  const spec = specs.of(peering.via);
  if (isSetUp(peering)) {
    throwIfOtherOptions(peering, intent.options);
    return { state, peering, warnings: [] };
  }
  throwUnlessPending(peering, 'accept');
  throwUnlessAccepter(peering, intent.actor, 'accept');
  if (intent.secondFrom) throwIfSameOperator(peering, intent.actor, intent.secondFrom.login);
  throwAny(acceptanceProblems(specs, state, peering));
  const { accepter } = peering;
  const options = { ...accepter.options, ...intent.options };
  const accepted = withAgreement({ ...peering, accepter: { ...accepter, options } });
  const next = withPeering(state, accepted);
  return { state: next, peering: accepted, warnings: spec.warnings(next, accepted, 'accepted') };
}

/** True for a peering that both sides have agreed to and that has not ended. */
function isSetUp(peering: Peering): boolean {
  const status = statusOf(peering);
  // Gateways report no status: an imported one, such as provisioning, has no acceptance to repeat.
  if (peering.requester.end.kind === 'gateway') return status === 'active';
  return isAlive(peering) && !isPending(peering) && status !== 'deleting';
}

/** Accepting again with the same options changes nothing; other options need a change at the provider first. */
function throwIfOtherOptions(peering: Peering, options: Options): void {
  const other = Object.entries(options).find(([key, value]) => peering.accepter.options[key] !== value);
  if (!other) return;
  throw validationError(
    'not-pending',
    `Peering ${peering.name} is ${statusOf(peering)}, with different options`,
    `to create it again with ${optionText(...other)}, first run \`peerway peering delete ${peering.name}\``,
  );
}

/** Returns the state in which the request is rejected; the peering stays in the list, without addresses and key. */
export function rejectPeering(state: State, name: string, actor: Owner): PeeringChange {
  const peering = peeringNamed(state, name);
  if (peering.agreement.kind === 'rejected') return { state, peering, warnings: [] };
  throwUnlessPending(peering, 'reject');
  throwUnlessAccepter(peering, actor, 'reject');
  const rejected = withEnd(peering, 'rejected');
  return { state: withPeering(state, rejected), peering: rejected, warnings: [] };
}

/** The state with a peering replaced. */
export const withPeering = (state: State, peering: Peering): State => ({
  ...state,
  peerings: withEntry(state.peerings, peering.name, peering),
});

function throwUnlessPending(peering: Peering, verb: string): void {
  if (isPending(peering)) return;
  const { name, via, requester, accepter } = peering;
  const ends = `${requester.end.name} ${accepter.end.name}${requester.end.kind === 'vpc' ? ` --via ${via}` : ''}`;
  const hint = isAlive(peering)
    ? `to remove it, run \`peerway peering delete ${name}\``
    : `to request it again, run \`peerway peering create ${ends}\``;
  throw validationError(
    'not-pending',
    `Peering ${name} is ${statusOf(peering)}; there is nothing to ${verb}`,
    hint,
  );
}

/** Only the owner of the accepter's side may answer. */
function throwUnlessAccepter({ name, accepter }: Peering, actor: Owner, verb: string): void {
  if (accepter.owner === actor) return;
  const message = `Peering ${name} is for ${accepter.owner} to ${verb}; you act as ${actor}`;
  throw validationError(
    'not-accepter',
    message,
    `to act for ${accepter.owner}, run \`peerway peering ${verb} ${name} --as ${accepter.owner}\``,
  );
}

/** Two operators are the same when both the acting owner and the login are the same. */
function throwIfSameOperator(
  { name, createdBy, createdLogin }: Peering,
  actor: Owner,
  login: Owner | undefined,
): void {
  if (createdBy !== actor || createdLogin !== login) return;
  const who = login && login !== actor ? `${actor} (${login})` : actor;
  throw validationError(
    'same-operator',
    `Peering ${name} was requested by ${who}, who cannot also accept it`,
    'another operator must accept it, because the preference require-second-operator is on',
  );
}

/** Returns the state without the peerings, which removes them from both sides. Exit 4 when one does not exist. */
export function deletePeerings(
  state: State,
  names: readonly string[],
): { readonly state: State; readonly peerings: Peering[] } {
  const peerings = [...new Set(names)].map((name) => peeringNamed(state, name));
  const gone = peerings.map(({ name }) => name);
  return { state: { ...state, peerings: withoutEntries(state.peerings, gone) }, peerings };
}

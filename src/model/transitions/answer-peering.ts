/** Accepts and rejects requests. */
import { validationError } from '../../errors.ts';
import { partlyAgreed, widenings, withWideningAgreed, withWideningRejected } from '../agreed.ts';
import {
  isAlive,
  isPending,
  type Options,
  type Peering,
  statusOf,
  withAgreement,
  withEnd,
} from '../peering.ts';
import { optionText, type ProviderSpecs, throwUnlessRequired } from '../provider.ts';
import { peeringNamed } from '../queries.ts';
import { ofPeering, throwUnlessOwner } from '../rules/ownership.ts';
import { acceptanceProblems, optionProblems } from '../rules/peering.ts';
import type { State } from '../state.ts';
import type { Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { type PeeringChange, withPeering } from './peering.ts';

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
    if (mayAnswerWidening(peering, intent.actor)) return acceptWidening(specs, state, peering, intent);
    throwUnlessOwner([ofPeering(state, peering)], intent.actor);
    throwIfOtherOptions(peering, intent.options);
    return { state, peering, warnings: [] };
  }
  throwUnlessPending(peering, 'accept');
  throwUnlessAccepter(peering, intent.actor, 'accept');
  if (intent.secondFrom) throwIfSameOperator(peering, intent.actor, intent.secondFrom.login);
  const { accepter } = peering;
  const options = { ...accepter.options, ...intent.options };
  throwUnlessRequired(spec, intent.options, options);
  const accepted = withAgreement({ ...peering, accepter: { ...accepter, options } });
  throwAny([
    ...acceptanceProblems(specs, state, peering),
    ...optionProblems(state, spec, () => ({ ...accepted, isAgreed: true })),
  ]);
  const next = withPeering(state, accepted);
  return { state: next, peering: accepted, warnings: spec.warnings(next, accepted, 'accepted') };
}

/** True if new networks wait for an owner, or if this one has rejected some before. */
const mayAnswerWidening = (peering: Peering, actor: Owner): boolean =>
  widenings(peering).length > 0 || partlyAgreed(peering).some(({ by }) => by.owner === actor);

/** Returns the state in which the actor has agreed to the new networks of the other side. */
function acceptWidening(
  specs: ProviderSpecs,
  state: State,
  peering: Peering,
  { actor, options }: Acceptance,
): PeeringChange {
  throwIfOtherOptions(peering, options);
  throwUnlessAsked(peering, actor, 'accept');
  throwAny(acceptanceProblems(specs, state, peering));
  const agreed = withWideningAgreed(peering, actor);
  return { state: withPeering(state, agreed), peering: agreed, warnings: [] };
}

function throwUnlessAsked(peering: Peering, actor: Owner, verb: 'accept' | 'reject'): void {
  const asked = partlyAgreed(peering).map(({ by }) => by.owner);
  const [first = peering.accepter.owner] = asked;
  if (asked.includes(actor)) return;
  throw validationError(
    'not-accepter',
    `The new networks of peering ${peering.name} are for ${asked.join(' and ')} to ${verb}; you act as ${actor}`,
    `to act for ${first}, run \`peerway peering ${verb} ${peering.name} --as ${first}\``,
  ).withActAs(first);
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
    `to change it, run \`peerway peering update ${peering.name} ${optionText(...other)}\``,
  );
}

/**
 * Returns the state in which the request is rejected; the peering stays in the list, without addresses and key. In an
 * accepted peering, only the new networks that wait for the actor are rejected, and the earlier ones stay up.
 */
export function rejectPeering(state: State, name: string, actor: Owner): PeeringChange {
  const peering = peeringNamed(state, name);
  if (peering.agreement.kind === 'rejected') return { state, peering, warnings: [] };
  if (isSetUp(peering) && mayAnswerWidening(peering, actor)) return rejectWidening(state, peering, actor);
  throwUnlessPending(peering, 'reject');
  throwUnlessAccepter(peering, actor, 'reject');
  const rejected = withEnd(peering, 'rejected');
  return { state: withPeering(state, rejected), peering: rejected, warnings: [] };
}

function rejectWidening(state: State, peering: Peering, actor: Owner): PeeringChange {
  throwUnlessAsked(peering, actor, 'reject');
  if (widenings(peering).every(({ by }) => by.owner !== actor)) return { state, peering, warnings: [] };
  const rejected = withWideningRejected(peering, actor);
  return { state: withPeering(state, rejected), peering: rejected, warnings: [] };
}

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
  ).withActAs(accepter.owner);
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
    'another operator must accept it, because require-second-operator is on',
  );
}

import { conflict, validationError } from '../../errors.ts';
import { nextFreeAddresses } from '../allocated-addresses.ts';
import type { CloudPeering } from '../cloud-peering.ts';
import { addSeconds, type Instant } from '../instant.ts';
import {
  anyPeeringNamed,
  endsOf,
  gatewayNamed,
  isAlive,
  peeringNamed,
  peeringsOf,
  sidesFrom,
} from '../queries.ts';
import { acceptanceProblems, creationProblems } from '../rules/peering.ts';
import type { Proposal } from '../rules/proposal.ts';
import type { Secret } from '../secret.ts';
import { type Gateway, type Peering, type Side, type State, withEntry, withoutEntries } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { ended } from './settle.ts';

/** How long a request waits for its answer: 7 days, in seconds, as AWS has it. */
const REQUEST_LIFETIME = 7 * 86_400;

export interface NewPeering {
  /** The gateways in the order they were named. */
  readonly gateways: readonly [string, string];
  readonly name: Name;
  /** Whether to ask for acceptance even where both sides are of one owner. */
  readonly request: boolean;
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  readonly presharedKey: Secret;
  readonly now: Instant;
}

/**
 * A new peering of two gateways: active where both are of one owner, else waiting for the accepter's owner.
 * Whoever asks is the requester where exactly one side is theirs, so that it is the other who has to agree;
 * otherwise the gateway named first.
 * Exit 4 when there is no such gateway, 3 with every rule that fails, 5 when the name is taken.
 */
export function createPeering(state: State, intent: NewPeering): { state: State; peering: Peering } {
  const [first, second] = intent.gateways.map((name) => gatewayNamed(state, name)) as [Gateway, Gateway];
  const turned = second.owner === intent.actor && first.owner !== intent.actor;
  const [requester, accepter] = turned ? [second, first] : [first, second];
  throwAny(creationProblems({ state, requester, accepter }), activationHint(requester, accepter));
  throwIfNameTaken(state, intent.name, [requester.name, accepter.name]);
  const waits = intent.request || requester.owner !== accepter.owner;
  const peering: Peering = {
    name: intent.name,
    via: 'wireguard',
    status: waits ? 'pending-acceptance' : 'active',
    requester: sideOf(state, requester),
    accepter: sideOf(state, accepter),
    presharedKey: intent.presharedKey,
    createdAt: intent.now,
    createdBy: intent.actor,
    ...(intent.login ? { createdLogin: intent.login } : {}),
    ...(waits ? { expiresAt: addSeconds(intent.now, REQUEST_LIFETIME) } : {}),
  };
  const without = withoutEntries(state.peerings, endedBetween(state, requester, accepter));
  return { state: { ...state, peerings: without.set(peering.name, peering) }, peering };
}

/** The command that makes a gateway active which waits for nothing but that. */
function activationHint(...gateways: Gateway[]): string | undefined {
  const waiting = gateways.find(({ status }) => status === 'pending');
  if (!waiting) return undefined;
  return waiting.ssh
    ? `run \`peerway gateway deploy ${waiting.name}\`: the first deployment activates it`
    : `once its configuration is applied, run \`peerway gateway update ${waiting.name} --status active\``;
}

const sideOf = (state: State, gateway: Gateway): Side => ({
  gateway: gateway.name,
  owner: gateway.owner,
  tunnelAddresses: nextFreeAddresses(state, gateway),
});

/** The record of an ended peering gives way to a new one of the same two ends only: gateways, or VPCs. */
export function throwIfNameTaken(state: State, name: Name, ends: readonly Name[]): void {
  const other = state.peerings.get(name) ?? state.cloudPeerings.get(name);
  if (!other) return;
  const others = endsOf(other);
  if (others.every((end) => ends.includes(end)) && !isAlive(other)) return;
  const pair = others.join(' and ');
  throw conflict(
    'name-taken',
    `There is already a peering named ${name}, between ${pair}`,
    'choose another name with --name',
  );
}

/** Ended peerings of the same two gateways: a new one takes their place in the record. */
const endedBetween = (state: State, one: Gateway, other: Gateway): Name[] =>
  peeringsOf(state, one.name)
    .filter((peering) => !isAlive(peering) && sidesFrom(peering, one.name).remote.gateway === other.name)
    .map((peering) => peering.name);

/** The two gateways of a peering, to be judged as they are now. */
export const proposalOf = (state: State, peering: Peering): Proposal => ({
  state,
  requester: gatewayNamed(state, peering.requester.gateway),
  accepter: gatewayNamed(state, peering.accepter.gateway),
  existing: peering.name,
});

/** Two are one operator when they act as the same owner with the same login. */
export function throwIfSameOperator(
  { name, createdBy, createdLogin }: Pick<Peering, 'name' | 'createdBy' | 'createdLogin'>,
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

/**
 * A pending peering made active. Exit 3 when the actor is not its accepter, it has ended, or a rule fails by now.
 * @param secondFrom  given when whoever asked for it may not accept it: the login of whoever accepts
 */
export function acceptPeering(
  state: State,
  name: string,
  actor: Owner,
  secondFrom?: { readonly login: Owner | undefined },
): { state: State; peering: Peering } {
  const peering = peeringNamed(state, name);
  if (peering.status === 'active') return { state, peering };
  throwUnlessAnswerable(peering, actor, 'accept');
  if (secondFrom) throwIfSameOperator(peering, actor, secondFrom.login);
  throwAny(acceptanceProblems(proposalOf(state, peering)));
  const { expiresAt: _, ...kept } = peering;
  const accepted: Peering = { ...kept, status: 'active' };
  return {
    state: { ...state, peerings: withEntry(state.peerings, peering.name, accepted) },
    peering: accepted,
  };
}

/** A pending peering turned down; it stays in the list without addresses or key. */
export function rejectPeering(state: State, name: string, actor: Owner): { state: State; peering: Peering } {
  const peering = peeringNamed(state, name);
  if (peering.status === 'rejected') return { state, peering };
  throwUnlessAnswerable(peering, actor, 'reject');
  const rejected = ended(peering, 'rejected');
  return {
    state: { ...state, peerings: withEntry(state.peerings, peering.name, rejected) },
    peering: rejected,
  };
}

function throwUnlessAnswerable(peering: Peering, actor: Owner, verb: string): void {
  const { name, status, accepter, requester } = peering;
  if (status !== 'pending-acceptance') {
    const again = `to request it again, run \`peerway peering create ${requester.gateway} ${accepter.gateway}\``;
    const hint = status === 'active' ? `to remove it, run \`peerway peering delete ${name}\`` : again;
    throw validationError('not-pending', `Peering ${name} is ${status}; there is nothing to ${verb}`, hint);
  }
  throwUnlessAccepter(peering, actor, verb);
}

/** It is for the owner of the accepter's side to answer. */
export function throwUnlessAccepter(
  { name, accepter }: { readonly name: Name; readonly accepter: { readonly owner: Owner } },
  actor: Owner,
  verb: string,
): void {
  if (accepter.owner === actor) return;
  const message = `Peering ${name} is for ${accepter.owner} to ${verb}; you act as ${actor}`;
  throw validationError(
    'not-accepter',
    message,
    `to act for ${accepter.owner}, run \`peerway peering ${verb} ${name} --as ${accepter.owner}\``,
  );
}

/** The state without the peerings, which takes them off both sides, whatever carries them. */
export function deletePeerings(
  state: State,
  names: readonly string[],
): { state: State; peerings: Peering[]; cloudPeerings: CloudPeering[] } {
  const all = [...new Set(names)].map((name) => anyPeeringNamed(state, name));
  const gone = all.map(({ name }) => name);
  return {
    state: {
      ...state,
      peerings: withoutEntries(state.peerings, gone),
      cloudPeerings: withoutEntries(state.cloudPeerings, gone),
    },
    peerings: all.filter((peering) => peering.via === 'wireguard'),
    cloudPeerings: all.filter((peering) => peering.via !== 'wireguard'),
  };
}

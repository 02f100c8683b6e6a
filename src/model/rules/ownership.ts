/** The condition that owners change only their own objects. */
import { EXIT, type Problem, UserError } from '../../errors.ts';
import type { EndKind, Peering, Side } from '../peering.ts';
import type { Client, Gateway, State, Vpc } from '../state.ts';
import type { Name, Owner } from '../values.ts';

/** An object that a change concerns, with those who may make the change. */
export interface Subject {
  /** Says who its owners are: `Gateway osaka belongs to bob`. */
  readonly text: string;
  readonly owners: readonly Owner[];
}

/** Returns the objects that a change is about. Those that do not exist are left out. */
export type Subjects = (state: State) => readonly Subject[];

export const ofVpcs =
  (names: readonly string[]): Subjects =>
  ({ vpcs }) =>
    present(vpcs, names).map(ofVpc);

export const ofGateways =
  (names: readonly string[]): Subjects =>
  ({ gateways }) =>
    present(gateways, names).map(ofGateway);

/** Either owner may delete a peering. */
export const ofPeerings =
  (names: readonly string[]): Subjects =>
  (state) =>
    present(state.peerings, names).map((peering) => ofPeering(state, peering));

/** The ends of a new peering: the owner of one of them may request it. */
export const ofNewPeering =
  (kind: EndKind, names: readonly [string, string]): Subjects =>
  (state) => {
    const ends = present<Gateway | Vpc>(kind === 'gateway' ? state.gateways : state.vpcs, names);
    const [one, other] = ends;
    if (!one || !other) return [];
    const text = `Only the owner of one side can request a peering: ${one.name} belongs to ${one.owner}, and ${other.name} to ${other.owner}`;
    return [{ text, owners: ends.map(({ owner }) => owner) }];
  };

/** The state that a decision makes, with everything else that it found. */
interface Decided {
  readonly state: State;
  /** The state that owners are asked to change from (default: the one before). */
  readonly comparedWith?: State;
}

/**
 * Returns the decision of an owner. Throws exit 3 if it is about objects of other owners, before it looks for any other
 * problem, or if it changes other objects of theirs.
 */
export function decidedBy<Made extends Decided>(
  actor: Owner,
  before: State,
  decide: (state: State) => Made,
  subjects: Subjects = () => [],
): Made {
  throwUnlessOwner(subjects(before), actor);
  const made = decide(before);
  throwUnlessOwner(changedSubjects(made.comparedWith ?? before, made.state), actor);
  return made;
}

/** Throws exit 3 if one of the objects is not for the acting owner to change. */
export function throwUnlessOwner(subjects: readonly Subject[], actor: Owner): void {
  const foreign = subjects.filter((subject) => !isOwner(actor, subject));
  const texts = [...new Set(foreign.map(({ text }) => text))];
  const [first, ...rest] = texts.map(
    (text): Problem => ({ code: 'not-owner', message: `${text}; you act as ${actor}`, details: [] }),
  );
  if (!first) return;
  const able = foreign[0]?.owners.find((owner) => subjects.every((subject) => isOwner(owner, subject)));
  throw new UserError(EXIT.rejected, 'not-owner', first.message, {
    problems: [first, ...rest],
    ...(able === undefined
      ? { hint: 'no owner can change all of them; use one command with --as for the objects of each owner' }
      : { hint: `to act for ${able}, run the command again with --as ${able}`, actAs: able }),
  });
}

export const isOwner = (actor: Owner, { owners }: Subject): boolean => owners.includes(actor);

export const ofVpc = ({ name, owner }: Vpc): Subject => ({
  text: `VPC ${name} belongs to ${owner}`,
  owners: [owner],
});

export const ofGateway = ({ name, owner }: Gateway): Subject => ({
  text: `Gateway ${name} belongs to ${owner}`,
  owners: [owner],
});

/** The sides of an ended peering keep the owner they had, so the present owners of its ends count, too. */
export function ofPeering(state: State, { name, requester, accepter }: Peering): Subject {
  const sides = [requester, accepter];
  const owners = [...new Set(sides.map(({ owner }) => owner))];
  const present = sides.flatMap(({ end }) => ownersOf(endOf(state, end)));
  return {
    text: `Peering ${name} belongs to ${owners.join(' and ')}`,
    owners: [...new Set([...owners, ...present])],
  };
}

/** Everything that was changed or deleted, and everything that got something new: a VPC its gateway, a gateway its client. */
function changedSubjects(before: State, after: State): Subject[] {
  return [
    ...replaced(before.vpcs, after.vpcs).map(ofVpc),
    ...replaced(before.gateways, after.gateways).map(ofGateway),
    ...added(before.gateways, after.gateways).flatMap(({ vpc }) => present(before.vpcs, [vpc]).map(ofVpc)),
    ...[...replaced(before.clients, after.clients), ...added(before.clients, after.clients)].flatMap(
      (client) => ofClient(before, client),
    ),
    ...replaced(before.peerings, after.peerings).map((peering) =>
      after.peerings.has(peering.name) ? ofRevised(before, peering) : ofPeering(before, peering),
    ),
    ...added(before.peerings, after.peerings).map((peering) => ofPeering(before, peering)),
  ];
}

const ofClient = (state: State, { gateway }: Client): Subject[] =>
  present(state.gateways, [gateway]).map(ofGateway);

/** A peering routes the networks of its gateways' VPCs, so it changes with them. */
function ofRevised(state: State, peering: Peering): Subject {
  const { text, owners } = ofPeering(state, peering);
  const vpcOf = ({ end }: Side) => state.vpcs.get(state.gateways.get(end.name)?.vpc ?? end.name);
  const ofVpcs = [peering.requester, peering.accepter].flatMap((side) => ownersOf(vpcOf(side)));
  return { text, owners: [...owners, ...ofVpcs] };
}

const endOf = (state: State, { kind, name }: Side['end']): Gateway | Vpc | undefined =>
  kind === 'gateway' ? state.gateways.get(name) : state.vpcs.get(name);

const ownersOf = (one: Gateway | Vpc | undefined): Owner[] => (one ? [one.owner] : []);

/** The entries of a map that a later one lacks or has with another value, as they were. */
function replaced<Key, Value>(before: ReadonlyMap<Key, Value>, after: ReadonlyMap<Key, Value>): Value[] {
  const found: Value[] = [];
  if (before === after) return found;
  // Without an array of the entries: a full mesh of 300 gateways has 44,850 peerings.
  before.forEach((value, key) => {
    if (after.get(key) !== value) found.push(value);
  });
  return found;
}

/** The entries of a map that an earlier one lacks. */
function added<Key, Value>(before: ReadonlyMap<Key, Value>, after: ReadonlyMap<Key, Value>): Value[] {
  const found: Value[] = [];
  if (before === after) return found;
  after.forEach((value, key) => {
    if (!before.has(key)) found.push(value);
  });
  return found;
}

const present = <Value>(map: ReadonlyMap<Name, Value>, names: readonly string[]): Value[] =>
  names.map((name) => map.get(name as Name)).filter((value) => value !== undefined);

/** Creates peerings of every transport. */
import { conflict, usage, validationError } from '../../errors.ts';
import type { Cidr } from '../address/cidr.ts';
import { nextFreeAddresses } from '../allocated-addresses.ts';
import { addSeconds, type Instant } from '../instant.ts';
import { heldAtProvider } from '../name-at-provider.ts';
import {
  type Agreement,
  connectionIds,
  type End,
  endsOf,
  isAlive,
  type Options,
  otherEnd,
  type Peering,
  type Side,
  sidesFrom,
  statusOf,
} from '../peering.ts';
import {
  flagName,
  mirrored,
  type OptionSpec,
  optionsWith,
  type ProviderSpec,
  type ProviderSpecs,
} from '../provider.ts';
import { gatewayNamed, gatewaysIn, peeringsOf, peeringsOfEnd } from '../queries.ts';
import { creationProblems, optionProblems } from '../rules/peering.ts';
import type { Secret } from '../secret.ts';
import { type State, withoutEntries } from '../state.ts';
import { isName, type Name, type Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { type Asked, asked, listed, throwIfDifferent } from './existing.ts';
import { leaveOut } from './left-out.ts';
import type { PeeringChange } from './peering.ts';
import { type OwnedEnd, ownedEnd } from './peering-ends.ts';

export interface NewPeering {
  readonly spec: ProviderSpec;
  /** The gateways or VPCs in the order they were named. */
  readonly ends: readonly [string, string];
  readonly name: Name;
  /** True to set up both sides at once; false to wait for the accepter. */
  readonly both: boolean;
  /** Options of the requester's side. */
  readonly options: Options;
  /** CIDRs of the two VPCs that it leaves out. */
  readonly withoutCidrs?: readonly Cidr[];
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  /** For gateways. */
  readonly presharedKey?: Secret;
  /** The tunnel exists already: it keeps its addresses, and has no preshared key if none is given. */
  readonly isImported?: boolean;
  readonly now: Instant;
  /** Set to return the peering of the two ends if it exists with these values. */
  readonly ifNotExists?: PeeringValues;
}

/** Returns the name of a peering that is given none. */
export function derivedName(a: string, b: string): Name {
  const name = `${a}-${b}`;
  if (isName(name) || !isName(a) || !isName(b)) return name as Name;
  throw usage(`${name} is too long for a peering name`, 'choose a shorter one with --name');
}

/** The values that were given for a peering; those that were not are decided here. */
export interface PeeringValues {
  readonly name?: Name;
}

/**
 * Returns the state with a new peering, which is accepted already when both sides are set up at once. The acting owner
 * is the requester if exactly one side is theirs; otherwise the end named first is.
 * Exit 4 when an end does not exist, 3 with every rule that fails, 5 when the peering exists or its name is taken.
 */
export function createPeering(specs: ProviderSpecs, state: State, intent: NewPeering): PeeringChange {
  const { spec, name } = intent;
  const [first, second] = intent.ends.map((end) => ownedEnd(specs, state, spec, end)) as [OwnedEnd, OwnedEnd];
  const turned = second.owner === intent.actor && first.owner !== intent.actor;
  const [requester, accepter] = turned ? [second, first] : [first, second];
  const found = intent.ifNotExists && existingPeering(state, intent, requester, accepter);
  if (found) return { state, peering: found, warnings: [] };
  const both = intent.both && requester.owner === accepter.owner;
  throwAny([
    ...creationProblems(specs, { state, spec, requester: requester.end.name, accepter: accepter.end.name }),
    ...optionProblems(state, spec, () => ({
      name,
      ...newSides(state, intent, requester, accepter, both),
      isAgreed: both,
    })),
  ]);
  throwIfNameTaken(state, name, [requester.end.name, accepter.end.name]);
  if (intent.both && !both && spec.ends === 'vpc') throw notBoth(accepter);
  const replaced = endedBetween(state, requester.end, accepter.end);
  const earlierIds = [...new Set(replaced.filter(({ via }) => via === spec.via).flatMap(connectionIds))];
  const whole: Peering = {
    name,
    via: spec.via,
    ...newSides(state, intent, requester, accepter, both),
    policy: { kind: 'any' },
    agreement: both ? { kind: 'accepted' } : requested(spec, intent.now),
    ...(earlierIds.length > 0 ? { observed: { earlierIds } } : {}),
    ...(intent.presharedKey ? { presharedKey: intent.presharedKey } : {}),
    ...(intent.isImported ? importedKey(intent.presharedKey) : {}),
    createdAt: intent.now,
    createdBy: intent.actor,
    ...(intent.login ? { createdLogin: intent.login } : {}),
  };
  const peering = leaveOut(state, spec, whole, intent.withoutCidrs ?? []);
  const others = withoutEntries(
    state.peerings,
    replaced.map((one) => one.name),
  );
  const next = { ...state, peerings: others.set(name, peering) };
  return {
    state: next,
    peering,
    warnings: [...spec.warnings(next, peering, 'created'), ...doubled(next, peering)],
  };
}

const importedKey = (key: Secret | undefined): Pick<Peering, 'hasImportedKey' | 'withoutPresharedKey'> =>
  key ? { hasImportedKey: true } : { withoutPresharedKey: true };

/** Returns the peering of the two ends, named in either order. Exit 5 if it has other values than those given. */
function existingPeering(
  state: State,
  { spec, options, both, withoutCidrs = [], ifNotExists }: NewPeering,
  requester: OwnedEnd,
  accepter: OwnedEnd,
): Peering | undefined {
  const peering = peeringsOfEnd(state, requester.end).find(
    (one) => isAlive(one) && otherEnd(one, requester.end.name) === accepter.end.name,
  );
  if (!peering || requester.end.name === accepter.end.name) return undefined;
  throwIfBeingDeleted(peering);
  const { local } = sidesFrom(peering, requester.end.name);
  const isCloud = requester.end.kind === 'vpc';
  const values: Asked[] = [
    { name: '--name', wanted: ifNotExists?.name, present: peering.name },
    { name: '--via', wanted: spec.via, present: peering.via },
    { name: '--duplex', wanted: isCloud && both ? 'accepted' : undefined, present: peering.agreement.kind },
    {
      name: '--without-cidr',
      wanted: asked(withoutCidrs),
      present: listed([...(peering.requester.withoutCidrs ?? []), ...(peering.accepter.withoutCidrs ?? [])]),
    },
    ...Object.entries(options).map(([key, value]) => ({
      name: flagName(key),
      wanted: optionValue(value),
      present: optionValue(local.options[key]),
    })),
  ];
  throwIfDifferent(`Peering ${peering.name}`, values, `peerway peering show ${peering.name}`);
  return peering;
}

/** Exit 5 for a peering of which a deletion has removed a part already. */
export function throwIfBeingDeleted(peering: Peering): void {
  if (statusOf(peering) !== 'deleting') return;
  throw conflict(
    'being-deleted',
    `Peering ${peering.name} is being deleted`,
    `finish that first: run \`peerway peering delete ${peering.name} --apply\``,
  );
}

const optionValue = (value: boolean | string = ''): string =>
  typeof value === 'string' ? value : value ? 'on' : 'off';

const requested = ({ requestLifetime }: ProviderSpec, now: Instant): Agreement => ({
  kind: 'requested',
  ...(requestLifetime === undefined ? {} : { expiresAt: addSeconds(now, requestLifetime) }),
});

/** The two sides with their options and addresses. */
function newSides(
  state: State,
  { spec, options, isImported = false }: NewPeering,
  requester: OwnedEnd,
  accepter: OwnedEnd,
  both: boolean,
): Pick<Peering, 'requester' | 'accepter'> {
  const bare = ({ end, owner }: OwnedEnd): Side => ({
    end,
    owner,
    options: {},
    tunnelAddresses:
      end.kind === 'gateway' && !isImported ? nextFreeAddresses(state, gatewayNamed(state, end.name)) : [],
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
    `omit --duplex; ${owner} then accepts the request with \`peerway peering accept <name> --apply\``,
  );

/** The record of an ended peering may be replaced, but only by a new peering of the same two ends. */
export function throwIfNameTaken(state: State, name: Name, ends: readonly Name[]): void {
  const held = heldAtProvider('peering', state.peerings.values(), name);
  if (held) throw held;
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

/** The ended peerings of two ends, which a new one replaces. */
const endedBetween = (state: State, one: End, other: End): Peering[] =>
  peeringsOfEnd(state, one).filter(
    (peering) => !isAlive(peering) && otherEnd(peering, one.name) === other.name,
  );

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

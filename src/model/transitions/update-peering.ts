/** Changes the options of a cloud peering, and the CIDRs that it leaves out. */
import { usage, validationError } from '../../errors.ts';
import type { Cidr } from '../address/cidr.ts';
import { widenings } from '../agreed.ts';
import { endsOf, isAlive, type Options, type Peering, type Side, statusOf } from '../peering.ts';
import {
  flagName,
  mirrored,
  optionText,
  type ProviderSpec,
  type ProviderSpecs,
  throwUnlessRequired,
  throwUnlessValues,
} from '../provider.ts';
import { peeringNamed } from '../queries.ts';
import { optionProblems } from '../rules/peering.ts';
import type { State } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { throwIfBeingDeleted } from './create-peering.ts';
import { leaveOut, takeIn } from './left-out.ts';
import { type PeeringChange, withPeering } from './peering.ts';
import { widenedBy } from './widening.ts';

export interface PeeringUpdate {
  readonly name: string;
  readonly actor: Owner;
  /** The VPC whose options to change (default: the actor's; the requester if the actor owns both). */
  readonly side?: Name;
  readonly options: Options;
  /** True to give the other side the options that mirror these. */
  readonly both: boolean;
  readonly withoutCidrs: readonly Cidr[];
  /** CIDRs that are no longer left out. */
  readonly withCidrs: readonly Cidr[];
}

/**
 * Returns the state with the changed peering; the same state if it has these values already. Exit 2 for options of other
 * providers, 3 for a peering that has ended or a side of another owner, 4 for a CIDR that it does not have, 5 if the
 * peering is being deleted.
 */
export function updatePeering(specs: ProviderSpecs, state: State, update: PeeringUpdate): PeeringChange {
  const peering = peeringNamed(state, update.name);
  const spec = specs.of(peering.via);
  throwUnlessAlive(peering);
  throwUnlessOptions(spec, update.options);
  const optioned = withOptions(spec, peering, update);
  throwAny(
    optionProblems(state, spec, () => ({ ...optioned, isAgreed: optioned.agreement.kind === 'accepted' })),
  );
  const left = leaveOut(state, spec, optioned, update.withoutCidrs);
  const next = takeIn(state, left, update.withCidrs, update.actor);
  if (JSON.stringify(next) === JSON.stringify(peering)) return { state, peering, warnings: [] };
  const after = withPeering(state, next);
  const asked = widenings(next).length > widenings(peering).length ? widenedBy(spec, next) : [];
  return { state: after, peering: next, warnings: [...spec.warnings(after, next, 'created'), ...asked] };
}

function throwUnlessAlive(peering: Peering): void {
  throwIfBeingDeleted(peering);
  if (isAlive(peering)) return;
  const [a, b] = endsOf(peering);
  throw validationError(
    'ended',
    `Peering ${peering.name} is ${statusOf(peering)}, so it cannot be changed`,
    `to create it again, run \`peerway peering create ${a} ${b} --via ${peering.via}\``,
  );
}

/** Exit 2 for an option of another provider, or a value that this one does not take. */
export function throwUnlessOptions(spec: ProviderSpec, options: Options): void {
  const known = spec.options.map(({ key }) => key);
  const stray = Object.entries(options).find(([key]) => !known.includes(key));
  if (stray)
    throw usage(
      `A peering via ${spec.via} has no option ${optionText(...stray)}`,
      known.length === 0 ? 'omit the option' : `its options are ${known.map(flagName).join(', ')}`,
    );
  throwUnlessValues(spec, options);
}

function withOptions(
  spec: ProviderSpec,
  peering: Peering,
  { side, options, both, actor }: PeeringUpdate,
): Peering {
  if (Object.keys(options).length === 0) return peering;
  const role = side === undefined ? ownRole(peering, actor) : roleOf(peering, side);
  const other = role === 'requester' ? 'accepter' : 'requester';
  const merged = (present: Options, given: Options): Options => ({
    ...present,
    ...Object.fromEntries(
      Object.entries(given).filter(([key, value]) => value !== false || !isUnsetText(spec, present, key)),
    ),
  });
  const shared = Object.fromEntries(
    Object.entries(options).filter(([key]) => spec.options.some((one) => one.key === key && one.shared)),
  );
  const theirs = { ...(both ? mirrored(spec.options, options) : {}), ...shared };
  throwUnlessOwn(peering[role], actor, Object.keys(options), side !== undefined);
  throwUnlessOwn(peering[other], actor, Object.keys(theirs), false);
  const changed = (side: Side, given: Options): Side => {
    const all = merged(side.options, given);
    throwUnlessRequired(spec, given, all, side.end.name);
    return { ...side, options: all };
  };
  return { ...peering, [role]: changed(peering[role], options), [other]: changed(peering[other], theirs) };
}

/** True for an option with a text that a side has never had: there is nothing to turn off. */
const isUnsetText = ({ options }: ProviderSpec, present: Options, key: string): boolean =>
  present[key] === undefined && options.some((one) => one.key === key && one.text !== undefined);

const ownRole = ({ requester, accepter }: Peering, actor: Owner) =>
  accepter.owner === actor && requester.owner !== actor ? 'accepter' : 'requester';

function roleOf(peering: Peering, side: Name): 'requester' | 'accepter' {
  const ends = endsOf(peering);
  if (!ends.includes(side))
    throw usage(`${side} is not a side of the peering`, `its sides are ${ends.join(' and ')}`);
  return peering.requester.end.name === side ? 'requester' : 'accepter';
}

/**
 * Each owner decides about the options of their own side.
 * @param isNamed  true if the command names the side, so that its owner may run the same command
 */
function throwUnlessOwn({ end, owner }: Side, actor: Owner, keys: readonly string[], isNamed: boolean): void {
  const [first] = keys;
  if (first === undefined || owner === actor) return;
  const error = validationError(
    'not-owner',
    `VPC ${end.name} belongs to ${owner}, who decides about ${flagName(first)} on its side; you act as ${actor}`,
    `to act for ${owner}, add --as ${owner} --side ${end.name}`,
  );
  throw isNamed ? error.withActAs(owner) : error;
}

/** Leaves CIDRs of a side out of a peering, such as a secondary range that only pods of a cluster use. */
import { EXIT, UserError, usage, validationError } from '../../errors.ts';
import { type Cidr, familyOf, sortedCidrs } from '../address/cidr.ts';
import { routedCidrs, withAgreedCidrs, withLeftOut } from '../agreed.ts';
import { endsOf, type Peering, type Side } from '../peering.ts';
import type { ProviderSpec } from '../provider.ts';
import { vpcNamed } from '../queries.ts';
import type { State } from '../state.ts';
import type { Owner } from '../values.ts';

type Role = 'requester' | 'accepter';
const ROLES: readonly Role[] = ['requester', 'accepter'];

const cidrsOf = (state: State, { end }: Side): readonly Cidr[] => vpcNamed(state, end.name).cidrs;

/**
 * Returns the peering that leaves out CIDRs of its VPCs, besides those that it leaves out already. Exit 2 if the provider
 * always connects whole VPCs, 4 for a CIDR that neither VPC has, 3 if no CIDR of a common family would be left.
 */
export function leaveOut(
  state: State,
  spec: ProviderSpec,
  peering: Peering,
  cidrs: readonly Cidr[],
): Peering {
  if (cidrs.length === 0) return peering;
  if (spec.ends === 'gateway' || !spec.leavesOut)
    throw usage(
      `--without-cidr cannot be used with a peering via ${spec.via}: ${spec.label} always connects whole VPCs`,
      'omit --without-cidr',
    );
  throwUnlessHeld(state, peering, cidrs);
  const without = (side: Side): Side => {
    const own = cidrsOf(state, side).filter((cidr) => cidrs.includes(cidr));
    const all = sortedCidrs([...new Set([...(side.withoutCidrs ?? []), ...own])]);
    return own.length === 0 ? side : { ...side, withoutCidrs: all };
  };
  const next = withSides(peering, without);
  throwIfNothingLeft(state, next);
  return next;
}

/**
 * Returns the peering that no longer leaves out these CIDRs. The owner of the other side has to agree to them first,
 * unless that is the actor. Exit 4 for a CIDR that it does not leave out.
 */
export function takeIn(state: State, peering: Peering, cidrs: readonly Cidr[], actor: Owner): Peering {
  if (cidrs.length === 0) return peering;
  const out = ROLES.flatMap((role) => peering[role].withoutCidrs ?? []);
  for (const cidr of cidrs) {
    if (out.includes(cidr)) continue;
    const hint = out.length === 0 ? 'it leaves out no CIDR' : `it leaves out ${out.join(', ')}`;
    throw notFound(`Peering ${peering.name} does not leave out ${cidr}`, hint);
  }
  return withSides(peering, (side, other) => {
    const next = withLeftOut(side, (cidr) => !cidrs.includes(cidr));
    if (next === side || other.owner === actor || peering.agreement.kind !== 'accepted') return next;
    return withAgreedCidrs(next, routedCidrs(side, cidrsOf(state, side)));
  });
}

const withSides = (peering: Peering, change: (side: Side, other: Side) => Side): Peering => ({
  ...peering,
  requester: change(peering.requester, peering.accepter),
  accepter: change(peering.accepter, peering.requester),
});

function throwUnlessHeld(state: State, peering: Peering, cidrs: readonly Cidr[]): void {
  const [first, second] = endsOf(peering);
  const held = ROLES.flatMap((role) => cidrsOf(state, peering[role]));
  const stray = cidrs.find((cidr) => !held.includes(cidr));
  if (stray === undefined) return;
  throw notFound(
    `Neither VPC ${first} nor VPC ${second} has the CIDR ${stray}`,
    `their CIDRs are ${held.join(', ')}`,
  );
}

const notFound = (message: string, hint: string): UserError =>
  new UserError(EXIT.notFound, 'not-found', message, { hint });

function throwIfNothingLeft(state: State, peering: Peering): void {
  const routed = ROLES.map((role) => routedCidrs(peering[role], cidrsOf(state, peering[role])));
  const [ours, theirs] = routed.map((cidrs) => new Set(cidrs.map(familyOf)));
  if ([...(ours ?? [])].some((family) => theirs?.has(family))) return;
  const left = ROLES.map((role, at) => `${peering[role].end.name}: ${routed[at]?.join(', ') || 'none'}`);
  throw validationError(
    'nothing-left',
    `Peering ${peering.name} would connect nothing: the two sides have no CIDRs of a common IP version left`,
    'leave out fewer CIDRs',
    left,
  );
}

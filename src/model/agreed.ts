/** The networks of a VPC that the owner of the other side of a peering has agreed to route. */
import { type Cidr, contains, sortedCidrs } from './address/cidr.ts';
import { type Peering, type Side, sidesFrom } from './peering.ts';
import { vpcNamed } from './queries.ts';
import type { State } from './state.ts';
import type { Name, Owner } from './values.ts';

/** Returns the addresses that two lists share. Networks nest or are disjoint, so each shared part is one of them. */
export const sharedCidrs = (ones: readonly Cidr[], others: readonly Cidr[]): Cidr[] =>
  sortedCidrs([
    ...ones.filter((one) => others.some((other) => contains(other, one))),
    ...others.filter((other) => ones.some((one) => contains(one, other))),
  ]);

/** The CIDRs of a side's VPC that the owner of the other side has agreed to. */
export const agreedOf = ({ agreedCidrs }: Side, cidrs: readonly Cidr[]): readonly Cidr[] =>
  agreedCidrs ? sharedCidrs(agreedCidrs, cidrs) : cidrs;

/** The CIDRs of a side's VPC that the other side routes: those agreed to, except for those that the peering leaves out. */
export function routedCidrs(side: Side, cidrs: readonly Cidr[]): readonly Cidr[] {
  const { withoutCidrs } = side;
  const agreed = agreedOf(side, cidrs);
  return withoutCidrs ? agreed.filter((cidr) => !withoutCidrs.some((out) => contains(out, cidr))) : agreed;
}

/** The side with those of the networks that it leaves out that pass a test. */
export function withLeftOut(side: Side, keeps: (cidr: Cidr) => boolean): Side {
  const { withoutCidrs, ...rest } = side;
  const kept = withoutCidrs?.filter(keeps) ?? [];
  if (kept.length === (withoutCidrs ?? []).length) return side;
  return kept.length > 0 ? { ...rest, withoutCidrs: kept } : rest;
}

/** The CIDRs of one of the VPCs of a peering that the other routes. */
export const routedOfVpc = (state: State, peering: Peering, vpc: Name): readonly Cidr[] =>
  routedCidrs(sidesFrom(peering, vpc).local, vpcNamed(state, vpc).cidrs);

/** A side with networks that the owner of the other side has not agreed to, and that other side. */
interface Widening {
  readonly side: Side;
  readonly by: Side;
}

/** The sides of which some networks are not agreed to, whether they wait for an owner or were rejected. */
export const partlyAgreed = ({ requester, accepter }: Peering): Widening[] =>
  [
    { side: requester, by: accepter },
    { side: accepter, by: requester },
  ].filter(({ side }) => side.agreedCidrs !== undefined);

/** The sides whose new networks wait for an owner, each with that owner. */
export const widenings = (peering: Peering): Widening[] =>
  partlyAgreed(peering).filter(({ side }) => side.widening === undefined);

/** The side once all of its networks are agreed to. */
export function withAllAgreed({ agreedCidrs: _, widening: __, ...rest }: Side): Side {
  return rest;
}

/** The side of which only these networks are agreed to, while the others wait for the owner of the other side. */
export const withAgreedCidrs = (side: Side, agreedCidrs: readonly Cidr[]): Side => ({
  ...withAllAgreed(side),
  agreedCidrs,
});

/** The peering once the owner has agreed to the networks of the sides of others. */
export const withWideningAgreed = (peering: Peering, owner: Owner): Peering =>
  withSidesOfOthers(peering, owner, (side) => (side.agreedCidrs ? withAllAgreed(side) : side));

/** The peering once the owner has rejected the new networks of the sides of others. What was agreed to stays. */
export const withWideningRejected = (peering: Peering, owner: Owner): Peering =>
  withSidesOfOthers(peering, owner, (side) => (side.agreedCidrs ? { ...side, widening: 'rejected' } : side));

function withSidesOfOthers(peering: Peering, owner: Owner, change: (side: Side) => Side): Peering {
  const { requester, accepter } = peering;
  const changed = (side: Side, other: Side): Side => (other.owner === owner ? change(side) : side);
  return { ...peering, requester: changed(requester, accepter), accepter: changed(accepter, requester) };
}

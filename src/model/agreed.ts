/** The networks of a VPC that the owner of the other side of a peering has agreed to route. */
import { type Cidr, contains, sortedCidrs } from './address/cidr.ts';
import { type Peering, type Side, sidesFrom } from './peering.ts';
import { vpcNamed } from './queries.ts';
import type { State } from './state.ts';
import type { Name } from './values.ts';

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

/** True while the owner of the other side has not agreed to all networks of the side. */
export const isWidened = ({ agreedCidrs }: Side): boolean => agreedCidrs !== undefined;

/** The sides whose widening waits for an owner, each with that owner. */
export const widenings = ({ requester, accepter }: Peering): { readonly side: Side; readonly by: Side }[] =>
  [
    { side: requester, by: accepter },
    { side: accepter, by: requester },
  ].filter(({ side }) => isWidened(side));

/** The peering once the owner has agreed to the networks of the sides of others. */
export function withWideningAgreed(peering: Peering, owner: Peering['createdBy']): Peering {
  const agreed = (side: Side, other: Side): Side => {
    if (other.owner !== owner) return side;
    const { agreedCidrs: _, ...rest } = side;
    return rest;
  };
  const { requester, accepter } = peering;
  return { ...peering, requester: agreed(requester, accepter), accepter: agreed(accepter, requester) };
}

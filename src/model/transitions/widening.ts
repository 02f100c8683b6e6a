/** What a change of a VPC's networks means for the owners of the VPCs and gateways that it is peered with. */
import { contains } from '../address/cidr.ts';
import { agreedOf, sharedCidrs, widenings, withLeftOut } from '../agreed.ts';
import { isAlive, type Peering, type Side } from '../peering.ts';
import { gatewaysIn, peeringsOf, peeringsOfVpc } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';

/**
 * Returns the state in which new networks of a VPC wait for the owners of its accepted peerings, and a warning for each
 * peering that waits. What they had agreed to stays routed. Peerings no longer leave out networks that the VPC has lost.
 */
export function withWidenings(
  state: State,
  before: Vpc,
  after: Vpc,
): { readonly state: State; readonly warnings: readonly string[] } {
  if (before.cidrs.join() === after.cidrs.join()) return { state, warnings: [] };
  const gateways = new Set(gatewaysIn(state, after.name).map(({ name }) => name));
  const isHere = ({ end }: Side): boolean =>
    end.kind === 'vpc' ? end.name === after.name : gateways.has(end.name);
  const peerings = new Set([
    ...[...gateways].flatMap((name) => peeringsOf(state, name)),
    ...peeringsOfVpc(state, after.name),
  ]);
  const changed = [...peerings]
    .filter(isAlive)
    .map((peering): [Peering, Peering] => [peering, widened(peering, isHere, before, after)])
    .filter(([was, is]) => was !== is);
  if (changed.length === 0) return { state, warnings: [] };
  const entries = changed.map(([, is]): [Name, Peering] => [is.name, is]);
  return {
    state: { ...state, peerings: new Map([...state.peerings, ...entries]) },
    warnings: changed.flatMap(([, is]) => widenedBy(is, isHere)),
  };
}

function widened(peering: Peering, isHere: (side: Side) => boolean, before: Vpc, after: Vpc): Peering {
  const isAccepted = peering.agreement.kind === 'accepted';
  const sideAfter = (side: Side, other: Side): Side => {
    if (!isHere(side)) return side;
    const kept = withLeftOut(side, (cidr) => after.cidrs.includes(cidr));
    return isAccepted ? withAgreed(kept, other, before, after) : kept;
  };
  const requester = sideAfter(peering.requester, peering.accepter);
  const accepter = sideAfter(peering.accepter, peering.requester);
  return requester === peering.requester && accepter === peering.accepter
    ? peering
    : { ...peering, requester, accepter };
}

/** The owner of the VPC has agreed to its new networks, so only another owner is asked. */
function withAgreed(side: Side, other: Side, before: Vpc, after: Vpc): Side {
  if (other.owner === before.owner && !side.agreedCidrs) return side;
  const routed = agreedOf(side, before.cidrs);
  const added = after.cidrs.filter((cidr) => !before.cidrs.some((known) => contains(known, cidr)));
  const agreed = sharedCidrs(other.owner === before.owner ? [...routed, ...added] : routed, after.cidrs);
  const { agreedCidrs: _, ...rest } = side;
  if (after.cidrs.every((cidr) => agreed.some((known) => contains(known, cidr))))
    return side.agreedCidrs ? rest : side;
  return { ...rest, agreedCidrs: agreed };
}

/** A warning for each owner who has to agree to more networks of the other side. */
export const widenedBy = (peering: Peering, isHere: (side: Side) => boolean = () => true): string[] =>
  widenings(peering)
    .filter(({ side }) => isHere(side))
    .map(({ side, by }) => {
      const kept = side.agreedCidrs?.length ? `only ${side.agreedCidrs.join(', ')}` : 'none of its networks';
      return `peering ${peering.name}: ${by.end.name} routes ${kept} of ${side.end.name} until ${by.owner} accepts the change with \`peerway peering accept ${peering.name} --as ${by.owner}\``;
    });

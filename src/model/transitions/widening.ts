/** Consequences of a change of a VPC's networks for the owners of the VPCs and gateways that it is peered with. */
import { contains } from '../address/cidr.ts';
import { agreedOf, sharedCidrs, widenings, withAgreedCidrs, withAllAgreed, withLeftOut } from '../agreed.ts';
import { isAlive, type Peering, type Side } from '../peering.ts';
import type { ProviderSpec, ProviderSpecs } from '../provider.ts';
import { gatewaysIn, peeringsOf, peeringsOfVpc } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';

/**
 * Returns the state in which new networks of a VPC wait for the owners of its accepted peerings, and a warning for each
 * peering that waits. What they had agreed to stays routed. Peerings no longer leave out networks that the VPC has lost.
 */
export function withWidenings(
  specs: ProviderSpecs,
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
    warnings: changed.flatMap(([, is]) => widenedBy(specs.of(is.via), is, isHere)),
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
  const open = after.cidrs.filter((cidr) => !agreed.some((known) => contains(known, cidr)));
  if (open.length === 0) return side.agreedCidrs ? withAllAgreed(side) : side;
  const isNew = open.some((cidr) => added.includes(cidr));
  return isNew ? withAgreedCidrs(side, agreed) : { ...side, agreedCidrs: agreed };
}

/** A warning for each owner who has to agree to more networks of the other side. */
export const widenedBy = (
  spec: ProviderSpec,
  peering: Peering,
  isHere: (side: Side) => boolean = () => true,
): string[] =>
  widenings(peering)
    .filter(({ side }) => isHere(side))
    .map(
      ({ side, by }) =>
        `peering ${peering.name}: ${keptText(spec, side, by)} until ${by.owner} accepts the change with \`peerway peering accept ${peering.name} --as ${by.owner}${spec.ends === 'vpc' ? ' --apply' : ''}\``,
    );

/** Says which networks of a side the other one has. Where a provider exchanges routes itself, only its rules leave networks out. */
export function keptText(spec: ProviderSpec, { end, agreedCidrs = [] }: Side, by: Side): string {
  const kept = agreedCidrs.length > 0 ? `only ${agreedCidrs.join(', ')}` : 'none of the networks';
  if (spec.ends === 'gateway' || !spec.leavesOut) return `${by.end.name} routes ${kept} of ${end.name}`;
  return `the ${spec.leavesOut} of ${by.end.name} have ${kept} of ${end.name}`;
}

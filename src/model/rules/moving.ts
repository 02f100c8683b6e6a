/** Which of two overlapping networks should change, and the commands for it: never one that is in use. */
import { type Cidr, contains } from '../address/cidr.ts';
import { freeReplacement } from '../address/free.ts';
import { isAlive } from '../peering.ts';
import { clientsOf, gatewaysIn, peeringsOf, peeringsOfVpc } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { type Claim, holderText, usedNetworks } from './claims.ts';
import type { Violation } from './rule.ts';

type Pair = readonly [Claim, Claim];

/** Networks that share addresses, in pairs. */
export interface Overlap {
  readonly state: State;
  readonly pairs: readonly Pair[];
  /** The one of each pair that would rather change, unless a change of the other causes the overlap. */
  readonly moving: 0 | 1;
  /** The state before a change of addresses; absent if none is being changed. */
  readonly before?: State | undefined;
}

const LIST_OVERLAPS = 'run `peerway plan check` to list all overlaps';

/** Returns the violation for an overlap, with a free range for each network that should change. */
export const overlapViolation = (
  message: string,
  overlap: () => Overlap,
  listsPairs: 'with-pairs' | 'without-pairs' = 'with-pairs',
): Violation => ({
  message,
  details: () => [...(listsPairs === 'with-pairs' ? pairLines(overlap()) : []), ...freeLines(overlap())],
  get hint() {
    return moveHint(overlap());
  },
});

const pairLines = ({ pairs }: Overlap): string[] =>
  pairs.map(
    ([one, other]) => `${one.cidr} of ${holderText(one)} overlaps ${other.cidr} of ${holderText(other)}`,
  );

/** One line for each network that should change; no two of them get the same free range. */
function freeLines(overlap: Overlap): string[] {
  const movers = new Map(overlap.pairs.map((pair) => moverOf(overlap, pair)).map((one) => [one.cidr, one]));
  const used: Cidr[] = [...usedNetworks(overlap.state)];
  return [...movers.values()].map((mover) => {
    const free = freeReplacement(mover.cidr, used);
    if (!free) return `no free private range of size /${mover.cidr.split('/')[1]} is left in the plan`;
    used.push(free);
    return `free range of the same size: ${free}, in place of ${mover.cidr} of ${holderText(mover)}`;
  });
}

/** The network that a change adds; without one, the preferred one, unless only the other can move. */
function moverOf({ state, moving, before }: Overlap, pair: Pair): Claim {
  const [preferred, other] = [pair[moving], pair[moving === 0 ? 1 : 0]];
  const added = before ? [preferred, other].filter((claim) => !isPartOf(before, claim)) : [];
  if (added[0]) return added[0];
  return isFixed(state, preferred) && !isFixed(state, other) ? other : preferred;
}

const isPartOf = (state: State, { kind, holder, cidr }: Claim): boolean =>
  kind === 'vpc'
    ? state.vpcs.get(holder)?.cidrs.includes(cidr) === true
    : state.gateways.get(holder)?.tunnelSubnets.includes(cidr) === true;

/** True for a network that cannot move: traffic uses it, its cloud assigned it, or addresses of the plan lie inside. */
function isFixed(state: State, { kind, holder, cidr }: Claim): boolean {
  if (kind === 'tunnel') return isUsed(state, holder);
  const vpc = state.vpcs.get(holder);
  const gateways = gatewaysIn(state, holder);
  return (
    vpc?.provider.kind !== 'generic' ||
    vpc.subnets.some((subnet) => contains(cidr, subnet.cidr)) ||
    gateways.some(({ lanAddresses }) => lanAddresses.some((ip) => contains(cidr, ip))) ||
    peeringsOfVpc(state, holder).some(isAlive) ||
    gateways.some(({ name }) => isUsed(state, name))
  );
}

const isUsed = (state: State, gateway: Gateway['name']): boolean =>
  peeringsOf(state, gateway).some(isAlive) || clientsOf(state, gateway).length > 0;

/** The way to a free range: another value for the flag, a command for a network that can move, or a look at all overlaps. */
function moveHint(overlap: Overlap): string {
  const { state, pairs, before } = overlap;
  const mover = pairs[0] && moverOf(overlap, pairs[0]);
  const free = mover && freeReplacement(mover.cidr, usedNetworks(state));
  if (!free) return LIST_OVERLAPS;
  const { kind, holder, cidr } = mover;
  if (before && !isPartOf(before, mover))
    return `use ${kind === 'vpc' ? '--add-cidr' : '--tunnel-subnet'} ${free} in place of ${cidr}`;
  if (isFixed(state, mover)) return LIST_OVERLAPS;
  if (kind === 'vpc')
    return `to renumber it, run \`peerway vpc update ${holder} --add-cidr ${free} --remove-cidr ${cidr}\``;
  const subnets = state.gateways.get(holder)?.tunnelSubnets.map((one) => (one === cidr ? free : one));
  return `to renumber it, run \`peerway gateway update ${holder} --tunnel-subnet ${(subnets ?? [free]).join(' ')}\``;
}

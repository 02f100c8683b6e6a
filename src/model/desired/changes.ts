/** Changes of the plan on each gateway: additions, updates and deletions. */
import { isRendered, otherEnd } from '../peering.ts';
import { peeringsOf } from '../queries.ts';
import { type Change, creation, deletion } from '../resource.ts';
import { suppliersOf } from '../rules/claims.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';
import { type DesiredGateway, desiredGateway, desiredWithPeerings } from './gateway.ts';
import { changedPeers } from './peer-changes.ts';
import { missingResources } from './resources.ts';
import { type Touched, touchedBetween } from './touched.ts';

/** The changes of the named gateways between two states, gateway by gateway. */
export const gatewayChanges = (before: State, after: State, gateways: readonly Name[]): Change[] =>
  pairsOf(before, after, gateways).flatMap(({ was, is }) => [
    ...missingResources(is, was).map(creation),
    ...(was && is ? changedPeers(was, is) : []),
    ...missingResources(was, is).map((resource) => deletion(resource)),
  ]);

/** The gateways whose rendered files differ between two states. */
export const rendersChanged = (before: State, after: State, gateways: readonly Name[]): Name[] =>
  pairsOf(before, after, gateways).flatMap(({ name, was, is }) =>
    is && (!was || rendered(was) !== rendered(is)) ? [name] : [],
  );

/** Returns everything that the rendered files depend on: the platform of a peer decides only how a deploy checks it. */
const rendered = (desired: DesiredGateway): string =>
  JSON.stringify({ ...desired, peers: desired.peers.map(({ device: _, ...peer }) => peer) });

/** A gateway in two states. JSON hides its keys, but each comes with a public key that differs or a peer that is new. */
interface Pair {
  readonly name: Name;
  /** Absent while there is no such gateway. */
  readonly was?: DesiredGateway;
  readonly is?: DesiredGateway;
}

/** Returns the gateways in both states, as far as they can differ, and without those that cannot. */
function pairsOf(before: State, after: State, gateways: readonly Name[]): Pair[] {
  const touched = touchedBetween(before, after);
  const known = pairsByTouched.get(touched) ?? new Map<Name, Pair | undefined>();
  pairsByTouched.set(touched, known);
  return [...new Set(gateways)].flatMap((name) => {
    const pair = known.has(name) ? known.get(name) : pairOf(before, after, name, touched);
    known.set(name, pair);
    return pair ?? [];
  });
}

/** The changes and the changed renders of a command come from the same pairs. */
const pairsByTouched = new WeakMap<Touched, Map<Name, Pair | undefined>>();

/** In a full mesh, computing every neighbor as a whole for the sake of one peering would take seconds. */
function pairOf(before: State, after: State, name: Name, touched: Touched): Pair | undefined {
  const [had, has] = [before.gateways.has(name), after.gateways.has(name)];
  const peerings = touched.peeringsOf(name);
  if (had && has && !touched.gateways.has(name)) {
    if (peerings.size === 0) return undefined;
    const [was, is] = [
      desiredWithPeerings(before, name, peerings),
      desiredWithPeerings(after, name, peerings),
    ];
    if (!sharesRoutes(before, was, peerings) && !sharesRoutes(after, is, peerings)) return { name, was, is };
  }
  return {
    name,
    ...(had ? { was: desiredGateway(before, name) } : {}),
    ...(has ? { is: desiredGateway(after, name) } : {}),
  };
}

/** True if a peer outside these peerings brings one of their routes, too: then no route comes or goes with them alone. */
const sharesRoutes = (state: State, { name, routes }: DesiredGateway, peerings: ReadonlySet<Name>): boolean =>
  peeringsOf(state, name).length > peerings.size &&
  routes.some((cidr) => {
    const suppliers = suppliersOf(state, cidr);
    return (
      suppliers.length > 1 &&
      peeringsOf(state, name).some(
        (peering) =>
          !peerings.has(peering.name) && isRendered(peering) && suppliers.includes(otherEnd(peering, name)),
      )
    );
  });

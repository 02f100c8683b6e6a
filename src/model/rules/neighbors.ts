/** The gateways and VPCs whose networks or endpoints meet those of one: only with them can an address rule fail. */

import { type Cidr, hostCidr } from '../address/cidr.ts';
import { NetworkIndex } from '../address/network-index.ts';
import { endpointIp } from '../endpoint.ts';
import { gatewaysIn } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { allClaims, type Claim, claimsOf, claimsOfVpc } from './claims.ts';

/** A claim, or a gateway with its endpoint. */
type Holder = Claim | { readonly kind: 'endpoint'; readonly holder: Name };

/** Names of gateways and VPCs. */
export interface Neighbors {
  readonly gateways: ReadonlySet<Name>;
  readonly vpcs: ReadonlySet<Name>;
}

/** Built once per state, since a change of a hub checks thousands of peerings. */
interface Known {
  readonly holdersAt: (cidr: Cidr) => Holder[];
  readonly ofGateway: Map<Name, Neighbors>;
  readonly ofVpc: Map<Name, Neighbors>;
}

const knownByState = new WeakMap<State, Known>();

function knownOf(state: State): Known {
  const known = knownByState.get(state) ?? {
    holdersAt: indexOf(state),
    ofGateway: new Map<Name, Neighbors>(),
    ofVpc: new Map<Name, Neighbors>(),
  };
  knownByState.set(state, known);
  return known;
}

/** Returns a function that finds everything at networks that share addresses with one. */
function indexOf(state: State): Known['holdersAt'] {
  const places = new Map<Cidr, Holder[]>();
  const add = (cidr: Cidr, holder: Holder): void => {
    const holders = places.get(cidr);
    if (holders) holders.push(holder);
    else places.set(cidr, [holder]);
  };
  for (const claim of allClaims(state)) add(claim.cidr, claim);
  for (const gateway of state.gateways.values())
    for (const cidr of endpointOf(gateway)) add(cidr, { kind: 'endpoint', holder: gateway.name });
  const index = new NetworkIndex([...places.keys()]);
  return (cidr) => index.overlapping(cidr).flatMap((place) => places.get(place) ?? []);
}

function endpointOf(gateway: Gateway): Cidr[] {
  const ip = endpointIp(gateway);
  return ip ? [hostCidr(ip)] : [];
}

/** The claims in the plan that share addresses with a network, the network's own included. */
export const claimsOverlapping = (state: State, cidr: Cidr): Claim[] =>
  knownOf(state)
    .holdersAt(cidr)
    .filter((holder) => holder.kind !== 'endpoint');

/** The neighbors of a gateway, itself and its VPC included. */
export function neighborsOf(state: State, gateway: Gateway): Neighbors {
  const { ofGateway, holdersAt } = knownOf(state);
  const neighbors =
    ofGateway.get(gateway.name) ??
    neighborsAt(state, holdersAt, [
      ...claimsOf(state, gateway).map(({ cidr }) => cidr),
      ...endpointOf(gateway),
    ]);
  ofGateway.set(gateway.name, neighbors);
  return neighbors;
}

/** The neighbors of a VPC itself, itself included. */
export function neighborsOfVpc(state: State, vpc: Vpc): Neighbors {
  const { ofVpc, holdersAt } = knownOf(state);
  const neighbors =
    ofVpc.get(vpc.name) ??
    neighborsAt(
      state,
      holdersAt,
      claimsOfVpc(vpc).map(({ cidr }) => cidr),
    );
  ofVpc.set(vpc.name, neighbors);
  return neighbors;
}

function neighborsAt(state: State, holdersAt: Known['holdersAt'], cidrs: readonly Cidr[]): Neighbors {
  const found = new Set(cidrs.flatMap(holdersAt));
  const vpcs = new Set<Name>();
  const gateways = new Set<Name>();
  for (const { kind, holder } of found) {
    if (kind === 'vpc') vpcs.add(holder);
    else gateways.add(holder);
  }
  for (const vpc of vpcs) for (const { name } of gatewaysIn(state, vpc)) gateways.add(name);
  for (const name of gateways) {
    const gateway = state.gateways.get(name);
    if (gateway) vpcs.add(gateway.vpc);
  }
  return { gateways, vpcs };
}

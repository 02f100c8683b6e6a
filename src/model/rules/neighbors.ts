/** The gateways and VPCs whose networks or endpoints meet those of one: only with them can an address rule fail. */

import { type Cidr, hostCidr } from '../address/cidr.ts';
import { NetworkIndex } from '../address/network-index.ts';
import { isIp } from '../endpoint.ts';
import { gatewaysIn } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { allClaims, type Claim, claimsOf, claimsOfVpc } from './claims.ts';

type Holder = Pick<Claim, 'kind' | 'holder'>;

/** Names of gateways and VPCs. */
export interface Neighbors {
  readonly gateways: ReadonlySet<Name>;
  readonly vpcs: ReadonlySet<Name>;
}

/** Built once per state, since a change of a hub checks thousands of peerings. */
interface Known {
  readonly claims: PlaceIndex<Claim>;
  readonly holders: PlaceIndex<Holder>;
  readonly ofGateway: Map<Name, Neighbors>;
  readonly ofVpc: Map<Name, Neighbors>;
}

const knownByState = new WeakMap<State, Known>();

function knownOf(state: State): Known {
  const known = knownByState.get(state) ?? {
    ...indexesOf(state),
    ofGateway: new Map<Name, Neighbors>(),
    ofVpc: new Map<Name, Neighbors>(),
  };
  knownByState.set(state, known);
  return known;
}

function indexesOf(state: State): Pick<Known, 'claims' | 'holders'> {
  const claims = allClaims(state).map((claim): [Cidr, Claim] => [claim.cidr, claim]);
  const endpoints = [...state.gateways.values()].flatMap((gateway) =>
    endpointOf(gateway).map((cidr): [Cidr, Holder] => [cidr, { kind: 'tunnel', holder: gateway.name }]),
  );
  return { claims: indexed(claims), holders: indexed<Holder>([...claims, ...endpoints]) };
}

const endpointOf = ({ endpoint: { host } }: Gateway): Cidr[] => (isIp(host) ? [hostCidr(host)] : []);

/** Returns everything at networks that share addresses with the given one. */
type PlaceIndex<Value> = (cidr: Cidr) => Value[];

function indexed<Value>(entries: readonly (readonly [Cidr, Value])[]): PlaceIndex<Value> {
  const places = new Map<Cidr, Value[]>();
  for (const [cidr, value] of entries) {
    const values = places.get(cidr);
    if (values) values.push(value);
    else places.set(cidr, [value]);
  }
  const index = new NetworkIndex([...places.keys()]);
  return (cidr) => index.overlapping(cidr).flatMap((place) => places.get(place) ?? []);
}

/** The claims in the plan that share addresses with a network, the network's own included. */
export const claimsOverlapping = (state: State, cidr: Cidr): Claim[] => knownOf(state).claims(cidr);

/** The neighbors of a gateway, itself and its VPC included. */
export function neighborsOf(state: State, gateway: Gateway): Neighbors {
  const { ofGateway, holders } = knownOf(state);
  const neighbors =
    ofGateway.get(gateway.name) ??
    neighborsAt(state, holders, [
      ...claimsOf(state, gateway).map(({ cidr }) => cidr),
      ...endpointOf(gateway),
    ]);
  ofGateway.set(gateway.name, neighbors);
  return neighbors;
}

/** The neighbors of a VPC itself, itself included. */
export function neighborsOfVpc(state: State, vpc: Vpc): Neighbors {
  const { ofVpc, holders } = knownOf(state);
  const neighbors =
    ofVpc.get(vpc.name) ??
    neighborsAt(
      state,
      holders,
      claimsOfVpc(vpc).map(({ cidr }) => cidr),
    );
  ofVpc.set(vpc.name, neighbors);
  return neighbors;
}

function neighborsAt(state: State, holders: PlaceIndex<Holder>, cidrs: readonly Cidr[]): Neighbors {
  const found = new Set(cidrs.flatMap((cidr) => holders(cidr)));
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

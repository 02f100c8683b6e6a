/** Whether a whole state still keeps the rules, gateway by gateway: one sorted sweep each. */
import type { Problem } from '../../errors.ts';
import { type Cidr, hostCidr } from '../address/cidr.ts';
import { isIp } from '../endpoint.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import { isAlive, peeringsOf, sidesFrom } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { cloudBrokenBy } from './broken.ts';
import { claimsOf, holderText } from './claims.ts';
import { gatewayProblems, vpcProblems } from './networks.ts';

/** Overlaps that one gateway can run into before the rest is left out. */
const LISTED = 20;

/** Everything that is wrong with a state that was read without complaint. */
export const stateProblems = (state: State): Problem[] => [
  ...[...state.vpcs.values()].flatMap(vpcProblems),
  ...[...state.gateways.values()].flatMap((gateway) => [
    ...gatewayProblems(state, gateway),
    ...routingProblems(state, gateway),
  ]),
  ...cloudBrokenBy(state, [...state.cloudPeerings.values()].filter(isAlive)),
];

/** Something that a gateway knows the place of: a network to route, or where a peer is reached. */
interface Placed {
  readonly cidr: Cidr;
  readonly text: string;
  readonly isEndpoint: boolean;
}

/** What a gateway would route in two ways or send into its own tunnel: its networks, its peers', all endpoints. */
function routingProblems(state: State, gateway: Gateway): Problem[] {
  const peers = peeringsOf(state, gateway.name)
    .filter(isAlive)
    .map((peering) => state.gateways.get(sidesFrom(peering, gateway.name).remote.gateway))
    .filter((peer) => peer !== undefined);
  if (peers.length === 0) return [];
  const placed = [gateway, ...peers].flatMap((each) => [...networksOf(state, each), ...endpointOf(each)]);
  const { pairs } = findOverlaps(listOf(placed.map(({ cidr, text }) => ({ cidr, name: text }))), LISTED);
  return pairs.flatMap(({ outer, inner }) => {
    const [one, other] = [placed[outer], placed[inner]];
    if (!one || !other || one.isEndpoint) return [];
    const code = other.isEndpoint ? 'endpoint-inside-peer' : 'route-conflict';
    return [{ code, message: `${one.text} overlaps ${other.text} on gateway ${gateway.name}`, details: [] }];
  });
}

const networksOf = (state: State, gateway: Gateway): Placed[] =>
  claimsOf(state, gateway).map((claim) => ({
    cidr: claim.cidr,
    text: `${claim.cidr} of ${holderText(claim)}`,
    isEndpoint: false,
  }));

const endpointOf = ({ name, endpoint: { host } }: Gateway): Placed[] =>
  isIp(host)
    ? [{ cidr: hostCidr(host), text: `the endpoint ${host} of gateway ${name}`, isEndpoint: true }]
    : [];

/** Checks a whole state against the rules, gateway by gateway: one sorted sweep each. */
import { type Cidr, hostCidr } from '../address/cidr.ts';
import { endpointIp } from '../endpoint.ts';
import { isAlive, otherEnd } from '../peering.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import type { ProviderSpecs } from '../provider.ts';
import { peeringsOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { brokenPeerings } from './broken.ts';
import { type Claim, claimsOf, holderText, isCarvedOut } from './claims.ts';
import { unresolvableEndpoint } from './devices.ts';
import { noEndpoint } from './endpoints.ts';
import { noCommonFamily } from './families.ts';
import { gatewayProblems, vpcProblems } from './networks.ts';
import { problemsOf, type RuleProblem } from './rule.ts';

/** Overlaps reported per gateway at most. */
const LISTED = 20;

/** Every problem of a state that could be read. */
export const stateProblems = (specs: ProviderSpecs, state: State): RuleProblem[] => [
  ...[...state.vpcs.values()].flatMap((vpc) => vpcProblems(vpc)),
  ...[...state.gateways.values()].flatMap((gateway) => [
    ...gatewayProblems(state, gateway),
    ...routingProblems(state, gateway),
  ]),
  ...brokenPeerings(
    specs,
    state,
    [...state.peerings.values()].filter(
      (peering) => isAlive(peering) && peering.requester.end.kind === 'vpc',
    ),
  ),
  ...pairProblems(state),
];

/** Peered gateways of which neither could use a network of the other, or reach the other. */
const pairProblems = (state: State): RuleProblem[] =>
  [...state.peerings.values()].filter(isAlive).flatMap(({ requester, accepter }) => {
    const [one, other] = [requester, accepter].map(({ end }) =>
      end.kind === 'gateway' ? state.gateways.get(end.name) : undefined,
    );
    return one && other
      ? problemsOf([noCommonFamily, noEndpoint, unresolvableEndpoint], {
          state,
          requester: one,
          accepter: other,
        })
      : [];
  });

/** An address range that a gateway uses: a network to route, or the endpoint of a peer. */
interface Placed {
  readonly cidr: Cidr;
  readonly text: string;
  readonly isEndpoint: boolean;
  /** Absent for an endpoint. */
  readonly claim?: Claim;
}

/** Networks that a gateway would route in two ways, and endpoints that it would send into its own tunnel. */
function routingProblems(state: State, gateway: Gateway): RuleProblem[] {
  const peers = peeringsOf(state, gateway.name)
    .filter(isAlive)
    .map((peering) => state.gateways.get(otherEnd(peering, gateway.name)))
    .filter((peer) => peer !== undefined);
  if (peers.length === 0) return [];
  const placed = [gateway, ...peers].flatMap((each) => [...networksOf(state, each), ...endpointOf(each)]);
  const { pairs } = findOverlaps(listOf(placed.map(({ cidr, text }) => ({ cidr, name: text }))), LISTED);
  return pairs.flatMap(({ outer, inner }) => {
    const [one, other] = [placed[outer], placed[inner]];
    if (!one || !other || one.isEndpoint) return [];
    if (one.claim && other.claim && isCarvedOut([one.claim, other.claim])) return [];
    const code = other.isEndpoint ? 'endpoint-inside-peer' : 'route-conflict';
    const message = `${one.text} overlaps ${other.text} on gateway ${gateway.name}`;
    const hint = 'run `peerway plan check` to list all overlaps';
    return [{ code, message, details: [], hint, reason: 'overlaps an existing peering' }];
  });
}

const networksOf = (state: State, gateway: Gateway): Placed[] =>
  claimsOf(state, gateway).map((claim) => ({
    cidr: claim.cidr,
    text: `${claim.cidr} of ${holderText(claim)}`,
    isEndpoint: false,
    claim,
  }));

function endpointOf(gateway: Gateway): Placed[] {
  const ip = endpointIp(gateway);
  if (!ip) return [];
  return [{ cidr: hostCidr(ip), text: `the endpoint ${ip} of gateway ${gateway.name}`, isEndpoint: true }];
}

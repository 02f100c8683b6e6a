/** Whether a whole state still keeps the rules, gateway by gateway: one sorted sweep each. */
import type { Problem } from '../../errors.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import { isAlive, peeringsOf, sidesFrom } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
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
];

/** What a gateway would route in two ways: its own networks and all that its peerings bring. */
function routingProblems(state: State, gateway: Gateway): Problem[] {
  const peers = peeringsOf(state, gateway.name)
    .filter(isAlive)
    .map((peering) => state.gateways.get(sidesFrom(peering, gateway.name).remote.gateway))
    .filter((peer) => peer !== undefined);
  const claims = [gateway, ...peers].flatMap((each) => claimsOf(state, each));
  const { pairs } = findOverlaps(
    listOf(claims.map((claim) => ({ cidr: claim.cidr, name: holderText(claim) }))),
    LISTED,
  );
  return pairs.map(({ outer, inner }) => {
    const [one, other] = [claims[outer], claims[inner]].map(
      (claim) => claim && `${claim.cidr} of ${holderText(claim)}`,
    );
    return {
      code: 'route-conflict',
      message: `${one} overlaps ${other} on gateway ${gateway.name}`,
      details: [],
    };
  });
}

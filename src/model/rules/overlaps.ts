/** The rules about networks that two gateways, or their peers, would both claim. */
import type { Problem } from '../../errors.ts';
import { clientsOf, isAlive, peeringsOf } from '../queries.ts';
import type { Gateway } from '../state.ts';
import { type Claim, claimsOf, claimsOfVpc, overlapDetails, overlapping } from './claims.ts';
import {
  bothOf,
  claimsOfKind,
  inSameVpc,
  type Proposal,
  presentCloudPeers,
  presentPeers,
  problem,
  type Rule,
  waysOf,
} from './proposal.ts';

/** The side that is easier to renumber: that with fewer peerings and clients, else the accepter's. */
function lighter({ state, requester, accepter }: Proposal): 0 | 1 {
  const [ours, theirs] = [requester, accepter].map(
    ({ name }) => peeringsOf(state, name).filter(isAlive).length + clientsOf(state, name).length,
  ) as [number, number];
  return ours < theirs ? 0 : 1;
}

function overlapProblem(
  proposal: Proposal,
  code: string,
  message: string,
  pairs: [Claim, Claim][],
  moving?: 0 | 1,
): Problem[] {
  return pairs.length === 0
    ? []
    : [problem(code, message, () => overlapDetails(proposal.state, pairs, moving ?? lighter(proposal)))];
}

/** In one VPC its CIDRs overlap themselves: `same-vpc` has said what is wrong. */
export const vpcCidrsOverlap: Rule = (proposal) => {
  if (inSameVpc(proposal)) return [];
  const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'vpc'));
  const pairs = overlapping(ours ?? [], theirs ?? []);
  return overlapProblem(proposal, 'vpc-cidrs-overlap', 'The VPC CIDRs of the two gateways overlap', pairs);
};

/** Each gateway's pool has to be its own. */
export const tunnelSubnetsOverlap: Rule = (proposal) => {
  if (proposal.requester.name === proposal.accepter.name) return [];
  const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'tunnel'));
  const pairs = overlapping(ours ?? [], theirs ?? []);
  const message = 'The tunnel subnets of the two gateways overlap';
  return overlapProblem(proposal, 'tunnel-subnets-overlap', message, pairs);
};

/** A pool inside the far VPC would take addresses from it. */
export const tunnelOverlapsVpc: Rule = (proposal) => {
  if (inSameVpc(proposal)) return [];
  const { state } = proposal;
  const pairs = waysOf(proposal).flatMap(([gateway, remote]) =>
    overlapping(claimsOfKind(state, remote, 'vpc'), claimsOfKind(state, gateway, 'tunnel')),
  );
  const message = 'A tunnel subnet overlaps with the remote VPC CIDR';
  return overlapProblem(proposal, 'tunnel-overlaps-vpc', message, pairs, 1);
};

/**
 * WireGuard gives a prefix to one peer of an interface only, silently the last that names it, and a longer
 * prefix inside a shorter one shadows it (cryptokey routing). So what X brings to Z is compared with what
 * every present peer Y of Z has brought, not just with Z's own.
 */
export const routeConflict: Rule = (proposal) =>
  waysOf(proposal).flatMap(([z, x]) => [
    ...presentPeers(proposal, z, x).flatMap((y) =>
      conflictOf(
        proposal,
        x,
        claimsOf(proposal.state, y),
        `${y.name}, which is already peered with ${z.name}`,
      ),
    ),
    ...cloudConflicts(proposal, z, x),
  ]);

/** The route tables of Z's VPC have one target for a network, be it Z or a peering of the cloud. */
const cloudConflicts = (proposal: Proposal, z: Gateway, x: Gateway): Problem[] =>
  inSameVpc(proposal)
    ? []
    : presentCloudPeers(proposal, z, x).flatMap((y) =>
        conflictOf(proposal, x, claimsOfVpc(y), `VPC ${y.name}, which is already peered with VPC ${z.vpc}`),
      );

function conflictOf({ state }: Proposal, x: Gateway, claims: readonly Claim[], whose: string): Problem[] {
  const pairs = overlapping(claimsOf(state, x), claims);
  const [first] = pairs;
  if (!first) return [];
  const message = `${first[0].cidr} of ${x.name} overlaps ${first[1].cidr} of ${whose}`;
  return [problem('route-conflict', message, () => overlapDetails(state, pairs, 0))];
}

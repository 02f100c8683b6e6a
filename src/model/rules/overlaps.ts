/** Rules about networks that two gateways, or their peers, would both claim. */
import { overlaps } from '../address/cidr.ts';
import { isAlive, otherEnd } from '../peering.ts';
import { clientsOf, peeringsOf } from '../queries.ts';
import type { Gateway } from '../state.ts';
import { type Claim, claimsOf, claimsOfVpc, isCarvedOut, overlapping } from './claims.ts';
import { overlapViolation } from './moving.ts';
import {
  bothOf,
  claimsOfKind,
  directionsOf,
  type GatewayProposal,
  inSameVpc,
  presentPeers,
  presentVpcPeers,
} from './proposal.ts';
import type { Rule, Violation } from './rule.ts';

type GatewayRule = Rule<GatewayProposal>;

/** The side that is easier to renumber: the one with fewer peerings and clients, or the accepter's if they are equal. */
function lighterSide({ state, requester, accepter }: GatewayProposal): 0 | 1 {
  const [ours, theirs] = [requester, accepter].map(
    ({ name }) => peeringsOf(state, name).filter(isAlive).length + clientsOf(state, name).length,
  ) as [number, number];
  return ours < theirs ? 0 : 1;
}

function overlapViolations(
  proposal: GatewayProposal,
  message: string,
  pairs: readonly (readonly [Claim, Claim])[],
  moving?: 0 | 1,
): Violation[] {
  if (pairs.length === 0) return [];
  const { state, before } = proposal;
  return [
    overlapViolation(message, () => ({ state, before, pairs, moving: moving ?? lighterSide(proposal) })),
  ];
}

const LIST_OVERLAPS = (): string => 'run `peerway plan check` to list all overlaps';

/** Silent within one VPC, whose CIDRs overlap themselves: `same-vpc` reports that. */
export const vpcCidrsOverlap: GatewayRule = {
  code: 'vpc-cidrs-overlap',
  reason: 'VPC CIDRs overlap',
  dependsOn: 'addresses',
  hint: LIST_OVERLAPS,
  find: (proposal) => {
    if (inSameVpc(proposal)) return [];
    const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'vpc'));
    const pairs = overlapping(ours ?? [], theirs ?? []);
    return overlapViolations(proposal, 'The VPC CIDRs of the two gateways overlap', pairs);
  },
};

export const tunnelSubnetsOverlap: GatewayRule = {
  code: 'tunnel-subnets-overlap',
  reason: 'tunnel subnets overlap',
  dependsOn: 'addresses',
  hint: LIST_OVERLAPS,
  find: (proposal) => {
    if (proposal.requester.name === proposal.accepter.name) return [];
    const [ours, theirs] = bothOf(proposal).map((gateway) => claimsOfKind(proposal.state, gateway, 'tunnel'));
    const pairs = overlapping(ours ?? [], theirs ?? []).filter((pair) => !isCarvedOut(pair));
    return overlapViolations(proposal, 'The tunnel subnets of the two gateways overlap', pairs);
  },
};

/** A tunnel subnet inside the remote VPC would hide addresses of that VPC. */
export const tunnelOverlapsVpc: GatewayRule = {
  code: 'tunnel-overlaps-vpc',
  reason: 'tunnel overlaps VPC',
  dependsOn: 'addresses',
  hint: LIST_OVERLAPS,
  find: (proposal) => {
    if (inSameVpc(proposal)) return [];
    const { state } = proposal;
    const pairs = directionsOf(proposal).flatMap(([gateway, remote]) =>
      overlapping(claimsOfKind(state, remote, 'vpc'), claimsOfKind(state, gateway, 'tunnel')),
    );
    return overlapViolations(proposal, 'A tunnel subnet overlaps with the remote VPC CIDR', pairs, 1);
  },
};

/**
 * WireGuard assigns a prefix to one peer of an interface, silently the last that names it, and a longer prefix
 * inside a shorter one shadows it (cryptokey routing). So the networks that X brings to Z are compared with those of
 * every present peer Y of Z, not just with Z's own.
 */
export const routeConflict: GatewayRule = {
  code: 'route-conflict',
  reason: 'overlaps an existing peering',
  dependsOn: 'addresses',
  hint: LIST_OVERLAPS,
  find: (proposal) =>
    directionsOf(proposal).flatMap(([z, x]) => [
      ...presentPeers(proposal, z, x).flatMap((y) =>
        x.vpc === y.vpc
          ? secondGateway(proposal, z, x, y)
          : conflictWith(
              proposal,
              x,
              claimsOf(proposal.state, y),
              `${y.name}, which is already peered with ${z.name}`,
            ),
      ),
      ...vpcConflicts(proposal, z, x),
      ...foreignConflicts(proposal, z, x),
    ]),
};

/** Z allows these networks for peers that are not in the plan, and its interface has only one peer for an address. */
function foreignConflicts({ state }: GatewayProposal, z: Gateway, x: Gateway): Violation[] {
  const allowed = z.allowForeign ?? [];
  if (allowed.length === 0) return [];
  const conflicts = claimsOf(state, x).flatMap((claim) =>
    allowed.filter((cidr) => overlaps(cidr, claim.cidr)).map((foreign) => ({ claim, foreign })),
  );
  const conflicting = new Set(conflicts.map(({ foreign }) => foreign));
  const rest = allowed.filter((cidr) => !conflicting.has(cidr));
  return conflicts.map(({ claim, foreign }) => ({
    message: `${claim.cidr} of ${x.name} overlaps ${foreign}, which ${z.name} allows for foreign peers`,
    hint: `run \`peerway gateway update ${z.name} --allow-foreign ${rest.join(' ') || "''"}\` to no longer allow it`,
  }));
}

/** The route tables of Z's VPC have one target for a network: either Z or a peering of the VPC itself. */
const vpcConflicts = (proposal: GatewayProposal, z: Gateway, x: Gateway): Violation[] =>
  inSameVpc(proposal)
    ? []
    : presentVpcPeers(proposal, z, x).flatMap((y) =>
        conflictWith(proposal, x, claimsOfVpc(y), `VPC ${y.name}, which is already peered with VPC ${z.vpc}`),
      );

/** Two gateways of one VPC bring the same networks: neither would be any better for being renumbered. */
function secondGateway({ state }: GatewayProposal, z: Gateway, x: Gateway, y: Gateway): Violation[] {
  const cidr = state.vpcs.get(x.vpc)?.cidrs[0];
  if (cidr === undefined) return [];
  const peering = peeringsOf(state, z.name).find((one) => isAlive(one) && otherEnd(one, z.name) === y.name);
  return [
    {
      message: `${cidr} of ${x.name} overlaps ${cidr} of ${y.name}, which is already peered with ${z.name}`,
      details: () => [
        `both gateways are in VPC ${x.vpc}, and ${z.name} can reach a VPC through one gateway only`,
      ],
      hint: `run \`peerway peering show ${peering?.name}\` to see the peering that connects VPC ${x.vpc} already`,
    },
  ];
}

function conflictWith(
  proposal: GatewayProposal,
  x: Gateway,
  claims: readonly Claim[],
  holder: string,
): Violation[] {
  const pairs = overlapping(claimsOf(proposal.state, x), claims).filter((pair) => !isCarvedOut(pair));
  const [first] = pairs;
  if (!first) return [];
  const message = `${first[0].cidr} of ${x.name} overlaps ${first[1].cidr} of ${holder}`;
  return overlapViolations(proposal, message, pairs, 0);
}

/** The conditions for a cloud to peer two of its VPCs. Each provider lists those that apply to it, in order. */
import { isAlive, otherEnd, statusOf } from '../peering.ts';
import type { ProviderSpec } from '../provider.ts';
import { missingIdsText } from '../provider.ts';
import { gatewaysIn, peeringsOf, peeringsOfVpc } from '../queries.ts';
import type { Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { type Claim, claimsOf, claimsOfVpc, overlapping } from './claims.ts';
import { overlapViolation } from './moving.ts';
import { neighborsOfVpc } from './neighbors.ts';
import { bothOf, directionsOf, type VpcProposal } from './proposal.ts';
import type { Rule, Violation } from './rule.ts';

type VpcRule = Rule<VpcProposal>;

const isOne = ({ requester, accepter }: VpcProposal): boolean => requester.name === accepter.name;

export const sameVpc: VpcRule = {
  code: 'same-vpc',
  reason: 'the same VPC',
  hint: () => 'choose two different VPCs; run `peerway vpc list` to see them',
  find: (proposal) =>
    isOne(proposal) ? [{ message: `Cannot peer VPC ${proposal.requester.name} with itself` }] : [],
};

/** Both VPCs must be at the provider. */
export const providerMismatch = ({ via, label }: Pick<ProviderSpec, 'via' | 'label'>): VpcRule => ({
  code: 'provider-mismatch',
  reason: 'in another cloud',
  hint: ({ requester, accepter }) =>
    `to peer them through WireGuard, run \`peerway gateway create\` for ${requester.name} and for ${accepter.name}, then \`peerway peering create\``,
  find: (proposal) =>
    [...new Set(bothOf(proposal))]
      .filter(({ provider }) => provider.kind !== via)
      .map(({ name, provider: { kind } }) => {
        const where = kind === 'generic' ? 'in no cloud' : `in ${proposal.labelOf(kind)}`;
        return { message: `VPC ${name} is ${where}; ${label} peers its own VPCs only` };
      }),
});

const existingPeering = (proposal: VpcProposal) => {
  const { state, requester, accepter, existing } = proposal;
  if (isOne(proposal)) return undefined;
  return peeringsOfVpc(state, requester.name).find(
    (peering) =>
      isAlive(peering) && peering.name !== existing && otherEnd(peering, requester.name) === accepter.name,
  );
};

export const peeringExists: VpcRule = {
  code: 'peering-exists',
  reason: 'already peered',
  isConflict: true,
  hint: (proposal) => `run \`peerway peering show ${existingPeering(proposal)?.name}\``,
  find: (proposal) => {
    const other = existingPeering(proposal);
    if (!other) return [];
    return [
      {
        message: 'A peering already exists between these VPCs',
        details: () => [`peering ${other.name}, via ${other.via}, is ${statusOf(other)}`],
      },
    ];
  },
};

/** Providers reject such a peering late, some of them with a text that names other causes. */
export const vpcCidrsOverlap: VpcRule = {
  code: 'vpc-cidrs-overlap',
  reason: 'CIDRs overlap',
  dependsOn: 'addresses',
  hint: () => 'run `peerway plan check` to list all overlaps',
  find: (proposal) => {
    if (isOne(proposal)) return [];
    const { state, before, requester, accepter } = proposal;
    const pairs = overlapping(claimsOfVpc(requester), claimsOfVpc(accepter));
    if (pairs.length === 0) return [];
    const message = 'The CIDRs of the two VPCs overlap';
    return [overlapViolation(message, () => ({ state, before, pairs, moving: 1 }))];
  },
};

/**
 * Compares the networks that X brings to Z with those of every present peer Y of Z: a route table has one target for a
 * network, and some providers reject subnets that overlap those of the peer's peers.
 */
export const routeConflict: VpcRule = {
  code: 'route-conflict',
  reason: 'overlaps an existing peering',
  dependsOn: 'addresses',
  hint: () => 'run `peerway plan check` to list all overlaps',
  find: (proposal) =>
    isOne(proposal)
      ? []
      : directionsOf(proposal).flatMap(([z, x]) =>
          presentPeers(proposal, z, x).flatMap((present) => conflictWith(proposal, z, x, present)),
        ),
};

function conflictWith(
  { state, before }: VpcProposal,
  z: Vpc,
  x: Vpc,
  { y, claims }: PresentPeer,
): Violation[] {
  const pairs = overlapping(claimsOfVpc(x), claims);
  const [first] = pairs;
  if (!first) return [];
  const message = `${first[0].cidr} of ${x.name} overlaps ${first[1].cidr} of ${y}, which is already peered with ${z.name}`;
  return [overlapViolation(message, () => ({ state, before, pairs, moving: 0 }))];
}

interface PresentPeer {
  /** Name of the VPC. */
  readonly y: Name;
  /** The networks that it has brought. */
  readonly claims: readonly Claim[];
}

/**
 * The VPCs that one is peered with already, by a cloud or through gateways, and whose networks could overlap those of the
 * proposal's other side.
 */
function presentPeers({ state, existing }: VpcProposal, vpc: Vpc, other: Vpc): PresentPeer[] {
  const near = neighborsOfVpc(state, other).vpcs;
  if ([...near].every((name) => name === vpc.name || name === other.name)) return [];
  const direct = peeringsOfVpc(state, vpc.name)
    .filter((peering) => isAlive(peering) && peering.name !== existing)
    .map((peering) => state.vpcs.get(otherEnd(peering, vpc.name)))
    .filter((peer) => peer !== undefined)
    .filter(({ name }) => near.has(name))
    .map((peer): PresentPeer => ({ y: peer.name, claims: claimsOfVpc(peer) }));
  const throughGateways = gatewaysIn(state, vpc.name).flatMap(({ name }) =>
    peeringsOf(state, name)
      .filter(isAlive)
      .map((peering) => state.gateways.get(otherEnd(peering, name)))
      .filter((peer) => peer !== undefined)
      .filter((peer) => near.has(peer.vpc))
      .map((peer): PresentPeer => ({ y: peer.vpc, claims: claimsOf(state, peer) })),
  );
  const all = [...direct, ...throughGateways].filter(({ y }) => y !== other.name && y !== vpc.name);
  return all.filter(
    ({ y, claims }, at) => !all.slice(0, at).some((one) => one.y === y && covers(one, claims)),
  );
}

/** Two gateways of one VPC bring the same networks except for their tunnels. */
const covers = (one: PresentPeer, claims: readonly Claim[]): boolean =>
  claims.every(({ cidr }) => one.claims.some((known) => known.cidr === cidr));

/** A VPC that peerway creates must exist before it is peered: until then, the provider rejects each command. */
export const notCreated: VpcRule = {
  code: 'vpc-not-created',
  reason: 'not created yet',
  hint: () => 'run `peerway vpc create <name> --apply`',
  find: ({ requester, accepter, labelOf }) =>
    requester.provider.kind !== accepter.provider.kind
      ? []
      : [...new Set([requester, accepter])].filter(isPlanned).map(({ name, provider }) => ({
          message: `VPC ${name} is only planned and does not exist at ${labelOf(provider.kind)} yet`,
          hint: `to create it, run \`peerway vpc create ${name} --apply\``,
        })),
};

const isPlanned = ({ creation }: Vpc): boolean => creation?.status === 'planned';

/** Without these ids no command can be written; those of a planned VPC are not known before it is created. */
export const idsMissing = (spec: () => ProviderSpec): VpcRule => ({
  code: 'provider-ids-missing',
  reason: 'ids not known',
  hint: () => 'run `peerway vpc update --help` to see the flags for the ids of a VPC',
  find: (proposal) =>
    bothOf(proposal)
      .filter((vpc) => vpc.provider.kind === spec().via && !isPlanned(vpc))
      .flatMap((vpc) => {
        const missing = missingIdsText(spec(), vpc);
        if (!missing) return [];
        return [
          {
            message: missing.message,
            details: () => (vpc.creation ? [] : [`name them: ${missing.flags}`]),
            hint: missing.hint,
          },
        ];
      }),
});

/** What has to hold for a cloud to peer two VPCs: small rules in the order in which their problems are reported. */
import type { Problem } from '../../errors.ts';
import type { Cloud } from '../cloud-peering.ts';
import { cloudPeeringsOf, gatewaysIn, isAlive, otherVpc, peeringsOf, sidesFrom } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { type Claim, claimsOf, claimsOfVpc, overlapDetails, overlapping } from './claims.ts';
import { problem } from './proposal.ts';
import { CLOUD_NAMES, missingIds } from './provider-ids.ts';

/** Two VPCs that a cloud is to peer, in a state. */
export interface CloudProposal {
  readonly state: State;
  readonly cloud: Cloud;
  readonly requester: Vpc;
  readonly accepter: Vpc;
  /** The peering itself where it exists already and is looked at again. */
  readonly existing?: Name;
}

type CloudRule = (proposal: CloudProposal) => Problem[];

const bothOf = ({ requester, accepter }: CloudProposal): [Vpc, Vpc] => [requester, accepter];
const isOne = ({ requester, accepter }: CloudProposal): boolean => requester.name === accepter.name;

const sameVpc: CloudRule = (proposal) =>
  isOne(proposal) ? [problem('same-vpc', `Cannot peer VPC ${proposal.requester.name} with itself`)] : [];

const providerMismatch: CloudRule = (proposal) =>
  [...new Set(bothOf(proposal))]
    .filter(({ provider }) => provider.kind !== proposal.cloud)
    .map(({ name, provider }) => {
      const cloud = CLOUD_NAMES[proposal.cloud];
      const where = provider.kind === 'generic' ? 'in no cloud' : `in ${CLOUD_NAMES[provider.kind]}`;
      return problem('provider-mismatch', `VPC ${name} is ${where}; ${cloud} peers its own VPCs only`);
    });

const peeringExists: CloudRule = (proposal) => {
  const { state, requester, accepter, existing } = proposal;
  const other = cloudPeeringsOf(state, requester.name).find(
    (peering) =>
      isAlive(peering) && peering.name !== existing && otherVpc(peering, requester.name) === accepter.name,
  );
  if (!other || isOne(proposal)) return [];
  const details = () => [`peering ${other.name}, via ${other.via}, is ${other.status}`];
  return [problem('peering-exists', 'A peering already exists between these VPCs', details)];
};

/** AWS would take the request and let it fail with a text that names three other causes. */
const vpcCidrsOverlap: CloudRule = (proposal) => {
  if (isOne(proposal)) return [];
  const { state, requester, accepter } = proposal;
  const pairs = overlapping(claimsOfVpc(requester), claimsOfVpc(accepter));
  if (pairs.length === 0) return [];
  const details = () => overlapDetails(state, pairs, 1);
  return [problem('vpc-cidrs-overlap', 'The CIDRs of the two VPCs overlap', details)];
};

/**
 * What X brings to Z against what every present peer Y of Z has brought: a table of routes has one target for a
 * network, and GCP refuses subnets that overlap those of the peer's peers.
 */
const routeConflict: CloudRule = (proposal) => {
  const { state, requester, accepter } = proposal;
  if (isOne(proposal)) return [];
  const ways = [
    [requester, accepter],
    [accepter, requester],
  ] as const;
  return ways.flatMap(([z, x]) =>
    presentPeers(proposal, z, x).flatMap(({ y, claims }) => {
      const pairs: [Claim, Claim][] = overlapping(claimsOfVpc(x), claims);
      const [first] = pairs;
      if (!first) return [];
      const message = `${first[0].cidr} of ${x.name} overlaps ${first[1].cidr} of ${y}, which is already peered with ${z.name}`;
      return [problem('route-conflict', message, () => overlapDetails(state, pairs, 0))];
    }),
  );
};

interface PresentPeer {
  /** The VPC. */
  readonly y: Name;
  /** What it has brought. */
  readonly claims: readonly Claim[];
}

/** The VPCs that one is peered with by now, by a cloud or through gateways, without the other of the proposal. */
function presentPeers({ state, existing }: CloudProposal, vpc: Vpc, other: Vpc): PresentPeer[] {
  const byCloud = cloudPeeringsOf(state, vpc.name)
    .filter((peering) => isAlive(peering) && peering.name !== existing)
    .map((peering) => state.vpcs.get(otherVpc(peering, vpc.name)))
    .filter((peer) => peer !== undefined)
    .map((peer): PresentPeer => ({ y: peer.name, claims: claimsOfVpc(peer) }));
  const byGateways = gatewaysIn(state, vpc.name).flatMap(({ name }) =>
    peeringsOf(state, name)
      .filter(isAlive)
      .map((peering) => state.gateways.get(sidesFrom(peering, name).remote.gateway))
      .filter((peer) => peer !== undefined)
      .map((peer): PresentPeer => ({ y: peer.vpc, claims: claimsOf(state, peer) })),
  );
  const all = [...byCloud, ...byGateways].filter(({ y }) => y !== other.name && y !== vpc.name);
  return all.filter(
    ({ y, claims }, at) => !all.slice(0, at).some((one) => one.y === y && covers(one, claims)),
  );
}

/** Two gateways of one VPC bring the same but for their tunnels. */
const covers = (one: PresentPeer, claims: readonly Claim[]): boolean =>
  claims.every(({ cidr }) => one.claims.some((known) => known.cidr === cidr));

const idsMissing: CloudRule = (proposal) =>
  bothOf(proposal)
    .filter(({ provider }) => provider.kind === proposal.cloud)
    .map((vpc) => missingIds(vpc, proposal.cloud))
    .filter(({ flags }) => flags !== '')
    .map(({ message, flags }) => problem('provider-ids-missing', message, () => [`name them: ${flags}`]));

/** Each has, or will have, a subnet of the same range in every region. */
const autoModeNetworks: CloudRule = (proposal) =>
  !isOne(proposal) && bothOf(proposal).every(({ provider }) => provider.kind === 'gcp' && provider.autoMode)
    ? [problem('auto-mode-networks', 'Two networks in auto mode cannot be peered: both are in 10.128.0.0/9')]
    : [];

/** What can turn wrong when a CIDR changes. */
const ADDRESS_RULES: readonly CloudRule[] = [vpcCidrsOverlap, routeConflict];

const ALL_RULES: readonly CloudRule[] = [
  sameVpc,
  providerMismatch,
  peeringExists,
  vpcCidrsOverlap,
  autoModeNetworks,
  routeConflict,
  idsMissing,
];

/** Everything that speaks against a new peering, or against an existing one that is looked at again. */
export const cloudProblems = (proposal: CloudProposal): Problem[] =>
  ALL_RULES.flatMap((rule) => rule(proposal));

/** What a change of CIDRs has broken in an existing peering. */
export const cloudAddressProblems = (proposal: CloudProposal): Problem[] =>
  ADDRESS_RULES.flatMap((rule) => rule(proposal));

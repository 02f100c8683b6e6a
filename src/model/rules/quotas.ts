/** Where a cloud's own limits are near: it may have raised them, so that none of these stands in the way. */
import { type Cloud, type CloudPeering, waits } from '../cloud-peering.ts';
import { cloudPeeringsOf, isAlive } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';
import { CLOUD_NAMES } from './provider-ids.ts';

/** Peerings of one VPC, unless the account's or project's limit was raised (quotas of Amazon VPC and of Google VPC). */
const PER_VPC: Readonly<Record<Cloud, { readonly usual: number; readonly raised?: number }>> = {
  aws: { usual: 50, raised: 125 },
  gcp: { usual: 25 },
};

/** Requests of one AWS account that nobody has answered yet. */
const OUTSTANDING = 25;

/** What is said beside a new peering that is in the state already. */
export const quotaWarnings = (state: State, peering: CloudPeering): string[] => [
  ...[peering.requester.vpc, peering.accepter.vpc].flatMap((vpc) => crowding(state, peering.via, vpc)),
  ...(peering.via === 'aws' ? outstanding(state, peering) : []),
];

function crowding(state: State, cloud: Cloud, vpc: Name): string[] {
  const count = cloudPeeringsOf(state, vpc).filter(isAlive).length;
  const { usual, raised } = PER_VPC[cloud];
  if (count <= usual) return [];
  const most = raised ? `, and ${raised} at most` : '';
  return [
    `VPC ${vpc} has ${count} peerings; ${CLOUD_NAMES[cloud]} allows ${usual} unless the quota was raised${most}`,
  ];
}

function outstanding(state: State, peering: CloudPeering): string[] {
  const account = accountOf(state.vpcs.get(peering.requester.vpc));
  const waiting = [...state.cloudPeerings.values()].filter(
    (one) => one.via === 'aws' && waits(one) && accountOf(state.vpcs.get(one.requester.vpc)) === account,
  );
  if (!waits(peering) || waiting.length <= OUTSTANDING) return [];
  return [
    `${waiting.length} requests of AWS account ${account ?? '(not known)'} wait for an answer; AWS allows ${OUTSTANDING} unless the quota was raised`,
  ];
}

const accountOf = (vpc: Vpc | undefined): string | undefined =>
  vpc?.provider.kind === 'aws' ? vpc.provider.account : undefined;

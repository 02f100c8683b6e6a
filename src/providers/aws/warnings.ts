import { isPending, type Peering } from '../../model/peering.ts';
import type { State, Vpc } from '../../model/state.ts';
import { crowdedVpcs } from '../quota.ts';

/** Peerings of one VPC: 50, and 125 after an increase (Amazon VPC quotas). */
const PER_VPC = { usual: 50, most: 125 };

/** Unanswered requests of one account (Amazon VPC quotas). */
const OUTSTANDING = 25;

/** Advice about a new or accepted peering at AWS. */
export function awsWarnings(state: State, peering: Peering, event: 'created' | 'accepted'): string[] {
  if (event === 'accepted') return unknownTargets(state, peering);
  return [
    ...unknownAccount(state, peering),
    ...crowdedVpcs(state, peering, { label: 'AWS', ...PER_VPC }),
    ...outstandingRequests(state, peering),
    ...unknownTargets(state, peering),
  ];
}

/** AWS looks for the peer's VPC in the requester's account unless the request names another. */
function unknownAccount(state: State, { requester, accepter }: Peering): string[] {
  const provider = state.vpcs.get(accepter.end.name)?.provider;
  if (requester.owner === accepter.owner || provider?.kind !== 'aws' || provider['account'] !== undefined)
    return [];
  const vpc = accepter.end.name;
  return [
    `VPC ${vpc} of ${accepter.owner} has no account in the plan, so AWS looks for it in the account of ${requester.end.name}; run \`peerway vpc update ${vpc} --account <id>\``,
  ];
}

/** Without a route table or security group in the plan, traffic is neither routed nor allowed. */
function unknownTargets(state: State, { requester, accepter }: Peering): string[] {
  return [requester, accepter].flatMap(({ end: { name } }) => {
    const provider = state.vpcs.get(name)?.provider;
    if (provider?.kind !== 'aws') return [];
    const isEmpty = (key: string): boolean => ((provider[key] ?? []) as readonly string[]).length === 0;
    const lacking = [
      ...(isEmpty('routeTables') ? (['route table', '--route-table <id>'] as const) : []),
      ...(isEmpty('securityGroups') ? (['security group', '--security-group <id>'] as const) : []),
    ];
    if (lacking.length === 0) return [];
    const words = lacking.filter((word) => !word.startsWith('--')).join(' and no ');
    const flags = lacking.filter((word) => word.startsWith('--')).join(' ');
    return [
      `VPC ${name} has no ${words} in the plan, so nothing is configured there; run \`peerway vpc update ${name} ${flags}\``,
    ];
  });
}

function outstandingRequests(state: State, peering: Peering): string[] {
  if (!isPending(peering)) return [];
  const account = accountOf(state.vpcs.get(peering.requester.end.name));
  const waiting = [...state.peerings.values()].filter(
    (one) =>
      one.via === peering.via &&
      isPending(one) &&
      accountOf(state.vpcs.get(one.requester.end.name)) === account,
  );
  if (waiting.length <= OUTSTANDING) return [];
  return [
    `${waiting.length} requests of AWS account ${account ?? '(unknown)'} are unanswered; AWS allows ${OUTSTANDING} unless the quota was raised`,
  ];
}

const accountOf = (vpc: Vpc | undefined): string | undefined =>
  vpc?.provider['account'] as string | undefined;

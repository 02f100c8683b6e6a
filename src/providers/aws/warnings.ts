import { endsOf, isPending, type Peering, sidesFrom } from '../../model/peering.ts';
import type { State, Vpc } from '../../model/state.ts';
import { type Advice, adviceText, crowdedVpcs } from '../quota.ts';

/** Peerings of one VPC: 50, and 125 after an increase (Amazon VPC quotas). */
const PER_VPC = { usual: 50, most: 125 };

/** Unanswered requests of one account (Amazon VPC quotas). */
const OUTSTANDING = 25;

/** Warnings about a new or accepted peering at AWS. */
export const awsWarnings = (state: State, peering: Peering, event: 'created' | 'accepted'): string[] =>
  (event === 'accepted' ? unknownTargets(state, peering) : awsAdvice(state, peering)).map(adviceText);

/** Everything about a peering at AWS that the plan does not know. */
export const awsAdvice = (state: State, peering: Peering): Advice[] => [
  ...unknownAccount(state, peering),
  ...crowdedVpcs(state, peering, { label: 'AWS', ...PER_VPC }),
  ...outstandingRequests(state, peering),
  ...unknownTargets(state, peering),
];

/** AWS looks for the peer's VPC in the requester's account unless the request names another. */
function unknownAccount(state: State, { requester, accepter }: Peering): Advice[] {
  const provider = state.vpcs.get(accepter.end.name)?.provider;
  if (requester.owner === accepter.owner || provider?.kind !== 'aws' || provider['account'] !== undefined)
    return [];
  const side = accepter.end.name;
  const what = `VPC ${side} of ${accepter.owner} has no account in the plan, so AWS looks for it in the account of ${requester.end.name}`;
  return [
    {
      side,
      code: 'not-known',
      what,
      fix: `peerway vpc update ${side} --account <id> --as ${accepter.owner}`,
    },
  ];
}

/** Without a route table or security group in the plan, traffic is neither routed nor allowed. */
function unknownTargets(state: State, peering: Peering): Advice[] {
  return endsOf(peering).flatMap((side) => {
    const provider = state.vpcs.get(side)?.provider;
    if (provider?.kind !== 'aws') return [];
    const isEmpty = (key: string): boolean => ((provider[key] ?? []) as readonly string[]).length === 0;
    const lacking = [
      ...(isEmpty('routeTables') ? [['route table', '--route-table <id>'] as const] : []),
      ...(isEmpty('securityGroups') ? [['security group', '--security-group <id>'] as const] : []),
    ];
    if (lacking.length === 0) return [];
    const what = `VPC ${side} has no ${lacking.map(([word]) => word).join(' and no ')} in the plan, so nothing is configured there`;
    const { local, remote } = sidesFrom(peering, side);
    const actor = local.owner === remote.owner ? '' : ` --as ${local.owner}`;
    const fix = `peerway vpc update ${side} ${lacking.map(([, flag]) => flag).join(' ')}${actor}`;
    return [{ side, code: 'not-known', what, fix }];
  });
}

function outstandingRequests(state: State, peering: Peering): Advice[] {
  if (!isPending(peering)) return [];
  const account = accountOf(state.vpcs.get(peering.requester.end.name));
  const waiting = [...state.peerings.values()].filter(
    (one) =>
      one.via === peering.via &&
      isPending(one) &&
      accountOf(state.vpcs.get(one.requester.end.name)) === account,
  );
  if (waiting.length <= OUTSTANDING) return [];
  const what = `${waiting.length} requests of AWS account ${account ?? '(unknown)'} are unanswered; AWS allows ${OUTSTANDING} unless the quota was raised`;
  return [{ side: peering.requester.end.name, code: 'quota', what }];
}

const accountOf = (vpc: Vpc | undefined): string | undefined =>
  vpc?.provider['account'] as string | undefined;

import { EXIT } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { connectionIds, endsOf, isAlive, type Via } from '../../model/peering.ts';
import { peeringsOfVpc } from '../../model/queries.ts';
import type { IdValue, State, Vpc } from '../../model/state.ts';
import type { RequestEnd } from '../../model/waiting-request.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { type Found, readInbox } from './inbox.ts';
import type { ReachIntent } from './reach.ts';

/** One end as JSON, with its ids at the provider. */
interface EndView {
  /** Its VPC in the plan. */
  readonly vpc: string | null;
  readonly owner: string | null;
  readonly account: string | null;
  readonly cidrs: readonly string[];
  readonly provider: Readonly<Record<string, IdValue>>;
}

/** A request that waits at a provider, as JSON. */
export interface RequestView {
  readonly id: string;
  readonly via: Via;
  readonly requester: EndView;
  readonly accepter: EndView;
  /** Name of the peering, if the plan has it. */
  readonly peering: string | null;
  readonly code: string;
  readonly message: string;
  readonly expiresAt: Instant | null;
}

/** The name in the plan, or the ids that tell it from others. */
export function endText({ vpc, owner, provider }: EndView): string {
  if (vpc !== null) return `${vpc} (${owner})`;
  const spec = specs.of(String(provider['kind']));
  return spec.ids.flatMap(({ key }) => (typeof provider[key] === 'string' ? [provider[key]] : [])).join('/');
}

export const REQUEST_COLUMNS: readonly Column<RequestView>[] = [
  { header: 'ID', cell: ({ id }) => id },
  { header: 'VIA', cell: ({ via }) => via, values: specs.all.map(({ via }) => via), rank: 3 },
  { header: 'FROM', cell: ({ requester }) => endText(requester), folds: true },
  {
    header: 'FROM CIDRS',
    cell: ({ requester }) => requester.cidrs.join(', ') || '-',
    members: ({ requester }) => requester.cidrs,
    folds: true,
    rank: 1,
  },
  { header: 'TO', cell: ({ accepter }) => endText(accepter), folds: true },
  { header: 'EXPIRES', cell: ({ expiresAt }) => (expiresAt ? `${expiresAt.slice(0, 16)}Z` : '-'), rank: 2 },
  { header: 'PEERING', cell: ({ peering }) => peering ?? '-' },
];

/** Lists the requests that wait at the providers for VPCs of the plan. Exit 6 if one could not be asked. */
export async function peeringRequests(
  intent: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<readonly RequestView[]>> {
  const state = await ports.state.read();
  const { found, failures } = await readInbox(state, intent, ports);
  const rows = found.map((one) => requestView(state, one));
  return listResult(rows, {
    columns: REQUEST_COLUMNS,
    nameOf: ({ id }) => id,
    empty: 'no requests wait for a VPC of the plan',
    warnings: failures.map(({ message, hint }) => `${message}; ${hint}`),
    exit: failures.length > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

export function requestView(state: State, found: Found): RequestView {
  const { request, spec, requester, accepter } = found;
  const { id, code, message, expiresAt } = request;
  const endView = (end: RequestEnd, vpc: Vpc | undefined): EndView => ({
    vpc: vpc?.name ?? null,
    owner: vpc?.owner ?? null,
    account: spec.accountOf(end.provider) ?? null,
    cidrs: end.cidrs.length > 0 ? end.cidrs : (vpc?.cidrs ?? []),
    provider: end.provider,
  });
  return {
    id,
    via: spec.via,
    requester: endView(request.requester, requester),
    accepter: endView(request.accepter, accepter),
    peering: peeringOf(state, found)?.name ?? null,
    ...{ code, message },
    expiresAt: expiresAt ?? null,
  };
}

/** The peering of the plan that a request belongs to: that of its id, or of its two VPCs. */
export const peeringOf = (state: State, { request, requester, accepter, spec }: Found) =>
  [...state.peerings.values()].find(
    (one) => one.via === spec.via && isAlive(one) && connectionIds(one)[0] === request.id,
  ) ??
  (requester && accepter
    ? peeringsOfVpc(state, accepter.name).find((one) => isAlive(one) && endsOf(one).includes(requester.name))
    : undefined);

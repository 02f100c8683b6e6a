/** What a look at the provider means for the plan. */

import type { CloudPeering } from '../../model/cloud-peering.ts';
import { type Instant, readTimestamp } from '../../model/instant.ts';
import { type Report, reportedAt, reportPeering, statusFrom } from '../../model/transitions/report.ts';
import type { Name } from '../../model/values.ts';
import type { Context } from '../../ports/context.ts';
import { isStanding, type Live, type LiveConnection } from '../../providers/live.ts';
import { visible } from '../../visible.ts';

/** The provider's own word and its reason, with our status. */
export function reportOf({ peering }: { readonly peering: CloudPeering }, live: Live, now: Instant): Report {
  const said = saidIn(peering, live);
  const status = statusFrom(peering, said?.code);
  const expiresAt = readTimestamp(said?.expiresAt ?? '');
  return {
    status,
    ...(said?.id === undefined ? {} : { id: said.id }),
    ...(expiresAt ? { expiresAt } : {}),
    reported: said
      ? reportedAt(said.code, visible(said.message, 300), now)
      : reportedAt('none', 'The provider knows of no such peering', now),
  };
}

interface Said {
  readonly code: string;
  readonly message: string;
  readonly id?: string;
  /** ISO 8601. */
  readonly expiresAt?: string;
}

/** AWS says the same on both sides; at GCP the half that is not active says more. */
function saidIn(peering: CloudPeering, live: Live): Said | undefined {
  const sides = [...live.values()];
  if (peering.via === 'aws') {
    const all = sides.flatMap((side) => (side.via === 'aws' && side.connection ? [side.connection] : []));
    const connection = all.find(isStanding) ?? all[0];
    return connection;
  }
  const halves = sides.flatMap((side) => (side.via === 'gcp' && side.half ? [side.half] : []));
  const half = halves.find(({ state }) => state !== 'ACTIVE') ?? halves[0];
  return half && { code: half.state, message: half.details };
}

/** `: pending-acceptance, Pending Acceptance by 222222222222`, where the provider's word is not just ours. */
export const saidOf = ({ status, reported }: CloudPeering): string =>
  !reported || reported.code.toLowerCase() === status ? '' : `: ${reported.code}, ${reported.message}`;

export const connectionIn = (
  live: Live,
  fits: (connection: LiveConnection) => boolean,
): LiveConnection | undefined =>
  [...live.values()]
    .map((side) => (side.via === 'aws' ? side.connection : undefined))
    .find((connection) => connection !== undefined && fits(connection));

export async function report(context: Context, name: Name, news: Report): Promise<void> {
  await context.change((state) => ({ state: reportPeering(state, name, news) }));
}

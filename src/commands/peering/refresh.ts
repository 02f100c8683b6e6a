import { EXIT } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { isAlive } from '../../model/queries.ts';
import { type Report, reportPeering } from '../../model/transitions/report.ts';
import type { Name } from '../../model/values.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { vpcsOf } from '../../providers/look.ts';
import { type CloudReachIntent, eachSeenOf, scenesOf } from './reach.ts';
import { reportOf } from './report.ts';

interface Row {
  readonly name: string;
  readonly status: string;
  readonly was: string;
  /** In the provider's own words; null where it could not be asked. */
  readonly code: string | null;
  readonly message: string | null;
}

export const REFRESH_COLUMNS: readonly Column<Row>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'STATUS', cell: ({ status }) => status, isStatus: true },
  { header: 'WAS', cell: ({ was }) => was, rank: 2 },
  { header: 'CODE', cell: ({ code }) => code ?? '-', rank: 1 },
  { header: 'MESSAGE', cell: ({ message }) => message ?? '-', folds: true },
];

const nameOf = ({ name }: CloudPeering): Name => name;

/** Whether it has the side that is meant, where one is. */
const isOn = (peering: CloudPeering, { side }: CloudReachIntent): boolean =>
  side === undefined || vpcsOf(peering).includes(side);

/** Asks the providers how their peerings are, and keeps what they say. Exit 6 where one could be asked on no side. */
export async function peeringRefresh(
  names: readonly string[],
  intent: CloudReachIntent,
  context: Context,
): Promise<Outcome> {
  const state = await context.read();
  const chosen =
    names.length > 0
      ? names
      : [...state.cloudPeerings.values()].filter((one) => isAlive(one) && isOn(one, intent)).map(nameOf);
  const reports = new Map<Name, Report>();
  const warnings: string[] = [];
  const rows: Row[] = [];
  let unasked = 0;
  for (const scene of await scenesOf(state, chosen, intent, context)) {
    const { peering } = scene;
    const { name } = peering;
    const { live, failures } = await eachSeenOf(scene, context);
    warnings.push(...failures.map(({ message, hint }) => `${name}: ${message}; ${hint}`));
    if (live.size === 0) unasked++;
    // What one side says is enough: the other may be in an account that you have no way into.
    const report = live.size === 0 ? {} : reportOf(scene, live, context.now);
    if (live.size > 0) reports.set(peering.name, report);
    const { code = null, message = null } = report.reported ?? {};
    rows.push({ name, status: report.status ?? peering.status, was: peering.status, code, message });
  }
  await context.change((before) => ({
    state: [...reports].reduce((all, [name, report]) => reportPeering(all, name, report), before),
  }));
  return list({
    rows,
    columns: REFRESH_COLUMNS,
    nameOf: ({ name }) => name,
    empty: 'no cloud peerings yet; run `peerway peering create --via aws` or `--via gcp`',
    warnings,
    exit: unasked > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

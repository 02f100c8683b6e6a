import { EXIT } from '../../errors.ts';
import { oneOf } from '../../model/listed.ts';
import { endsOf, isAlive, PEERING_STATUSES, type Peering, statusOf } from '../../model/peering.ts';
import { observePeering, type Report } from '../../model/transitions/observe.ts';
import type { Name } from '../../model/values.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { observeReachable, type ReachIntent, reachAll } from './reach.ts';

/** One refreshed peering. */
interface Row {
  readonly name: string;
  readonly status: string;
  readonly was: string;
  /** The provider's own word; null if the provider could not be asked. */
  readonly code: string | null;
  readonly message: string | null;
}

export const REFRESH_COLUMNS: readonly Column<Row>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'STATUS', cell: ({ status }) => status, values: PEERING_STATUSES, isStatus: true },
  { header: 'WAS', cell: ({ was }) => was, values: PEERING_STATUSES, rank: 2 },
  { header: 'CODE', cell: ({ code }) => code ?? '-', rank: 1 },
  { header: 'MESSAGE', cell: ({ message }) => message ?? '-', folds: true },
];

const isMeant = (peering: Peering, { side }: ReachIntent): boolean =>
  peering.requester.end.kind === 'vpc' &&
  isAlive(peering) &&
  (side === undefined || endsOf(peering).includes(side));

/** The hint of an empty list, with the providers that can be asked. */
function noneYet(): string {
  const [first, ...others] = specs.all.filter(({ ends }) => ends === 'vpc').map(({ via }) => `--via ${via}`);
  const flags = [`\`peerway peering create <a> <b> ${first}\``, ...others.map((flag) => `\`${flag}\``)];
  return `no cloud peerings yet; run ${oneOf(flags)}`;
}

/** Asks the providers about their peerings and records the answers. Exit 6 if one could be asked on neither side. */
export async function peeringRefresh(
  names: readonly string[],
  intent: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<readonly Row[]>> {
  const state = await ports.state.read();
  const chosen =
    names.length > 0
      ? names
      : [...state.peerings.values()].filter((one) => isMeant(one, intent)).map(({ name }) => name);
  const reports = new Map<Name, Report>();
  const warnings: string[] = [];
  const rows: Row[] = [];
  let unasked = 0;
  for (const reached of await reachAll(state, chosen, intent, ports)) {
    const { peering, engine } = reached;
    const { name } = peering;
    const { observed, failures } = await observeReachable(reached, ports);
    warnings.push(...failures.map(({ error: { message, hint } }) => `${name}: ${message}; ${hint}`));
    if (observed.size === 0) unasked++;
    // The answer for one side is enough: the other may be in an account that you cannot access.
    const report: Report = observed.size === 0 ? {} : engine.report(peering, observed, ports.state.now);
    if (observed.size > 0) reports.set(name, report);
    const { code = null, message = null } = report.said ?? {};
    const was = statusOf(peering);
    rows.push({ name, status: report.status ?? was, was, code, message });
  }
  await ports.state.record((before) => ({
    state: [...reports].reduce((all, [name, report]) => observePeering(all, name, report), before),
  }));
  return listResult(rows, {
    columns: REFRESH_COLUMNS,
    nameOf: ({ name }) => name,
    empty: noneYet(),
    warnings,
    exit: unasked > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

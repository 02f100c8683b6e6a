import type { Difference } from '../../deploy/difference.ts';
import { lookAt, type Seen, type Sight, wasSeen } from '../../deploy/look.ts';
import { EXIT } from '../../errors.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { visible } from '../../visible.ts';
import { changeId, failureText, gatewaysMeant, type ReachIntent, reachable } from './reach.ts';

export interface DiffIntent extends ReachIntent {
  readonly concurrency: number;
}

/** One difference of one gateway, or why it could not be looked at. */
interface DiffRow {
  readonly gateway: string;
  readonly what: Difference['what'] | 'failure';
  readonly sign: Difference['sign'] | '!';
  readonly text: string;
}

/** The columns of `gateway diff`. */
export const DIFF_COLUMNS: readonly Column<DiffRow>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'WHAT', cell: ({ what }) => what },
  { header: 'CHANGE', cell: ({ sign, text }) => `${sign} ${visible(text, 1000)}`, folds: true },
];

/** What differs between live gateways and the plan. Exit 3 when anything does, 6 when one cannot be looked at. */
export async function gatewayDiff(
  { concurrency, ...intent }: DiffIntent,
  context: Context,
): Promise<Outcome> {
  const state = await context.read();
  const gateways = await reachable(state, gatewaysMeant(state, intent, 'diff'), context, intent.local);
  const sights = await context.during(`looking at ${gateways.length} gateways`, () =>
    lookAt(gateways, concurrency, changeId()),
  );
  const rows = sights.flatMap(rowsOf);
  const failed = sights.some((sight) => !wasSeen(sight));
  return list({
    rows,
    columns: DIFF_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: 'as planned',
    warnings: sights.filter(wasSeen).flatMap(asides),
    exit: failed ? EXIT.rolledBack : rows.length > 0 ? EXIT.refused : EXIT.done,
  });
}

const rowsOf = (sight: Sight): DiffRow[] =>
  wasSeen(sight)
    ? sight.differences.map((difference) => ({ gateway: sight.desired.name, ...difference }))
    : [{ gateway: sight.desired.name, what: 'failure', sign: '!', text: failureText(sight.failure) }];

const asides = ({ desired, live, obstacles }: Seen): string[] => [
  ...(live.pending === undefined
    ? []
    : [`${desired.name} is being changed, and may change back: ${visible(live.pending, 200)}`]),
  ...obstacles.map((failure) => `${desired.name} cannot be deployed: ${failureText(failure)}`),
];

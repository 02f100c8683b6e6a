import type { Difference } from '../../apply/difference.ts';
import { lookAt, type Sight, wasSeen } from '../../apply/look.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../errors.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import { visible } from '../../visible.ts';
import { changeId, failureText, gatewaysMeant, type ReachIntent, reachable } from './reach.ts';

export interface DiffIntent extends ReachIntent {
  readonly concurrency: number;
}

/** One difference of one gateway. */
interface DiffRow extends Difference {
  readonly gateway: string;
}

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
  const gateways = await reachable(state, gatewaysMeant(state, intent), context, intent.local);
  const sights = await context.during(`looking at ${gateways.length} gateways`, () =>
    lookAt(gateways, concurrency, changeId()),
  );
  const rows = sights
    .filter(wasSeen)
    .flatMap(({ desired, differences }) =>
      differences.map((difference) => ({ gateway: desired.name, ...difference })),
    );
  const failures = sights.filter((sight) => !wasSeen(sight));
  return list({
    rows,
    columns: DIFF_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: failures.length > 0 ? '' : 'as planned',
    warnings: [...failures.map(failedText), ...sights.flatMap(pendingText)],
    exit: failures.length > 0 ? EXIT.rolledBack : rows.length > 0 ? EXIT.refused : EXIT.done,
  });
}

const pendingText = (sight: Sight): string[] =>
  wasSeen(sight) && sight.live.pending !== undefined
    ? [`${sight.desired.name} is being changed, and may change back: ${visible(sight.live.pending, 200)}`]
    : [];

export const failedText = (sight: Sight): string =>
  wasSeen(sight) ? '' : `${sight.desired.name} (${sight.transport.name}): ${failureText(sight.failure)}`;

import { EXIT } from '../../errors.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { examine } from '../../providers/examine.ts';
import type { Finding } from '../../providers/provider.ts';
import { visible } from '../../visible.ts';
import { aligned } from './align.ts';
import { observeOwn } from './observe-own.ts';
import { type ReachIntent, reach } from './reach.ts';

export const DOCTOR_COLUMNS: readonly Column<Finding>[] = [
  { header: 'SIDE', cell: ({ side }) => side },
  { header: 'FINDING', cell: ({ code }) => code },
  { header: 'WHAT', cell: ({ what }) => visible(what, 3000), folds: true },
  { header: 'FIX', cell: ({ fix }) => fix, folds: true, rank: 1 },
];

/** Lists the differences between a peering and the plan. Exit 8 if there are any, 6 if a side cannot be observed. */
export async function peeringDoctor(
  name: string,
  intent: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<readonly Finding[]>> {
  const chosen = await reach(await ports.state.read(), name, intent, ports);
  const { reached: found, observed } = await observeOwn(chosen, ports);
  const reached = aligned(found, observed, ports.state.now);
  const findings = examine(reached, reached, observed, ports.state.now);
  const rows = findings.map((one) => ({ ...one, isNote: one.isNote ?? false }));
  const { sides } = reached;
  return listResult(rows, {
    columns: DOCTOR_COLUMNS,
    nameOf: ({ side, code }) => `${side} ${code}`,
    empty: `nothing is wrong with ${name} on ${sides.length === 1 ? `${sides[0]}'s side` : 'either side'}`,
    exit: rows.some(({ isNote }) => !isNote) ? EXIT.finding : EXIT.done,
  });
}

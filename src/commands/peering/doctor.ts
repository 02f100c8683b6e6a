import { EXIT } from '../../errors.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { examine } from '../../providers/examine.ts';
import type { Finding } from '../../providers/finding.ts';
import { visible } from '../../visible.ts';
import { type CloudReachIntent, sceneOf, seenOf } from './reach.ts';

export const DOCTOR_COLUMNS: readonly Column<Finding>[] = [
  { header: 'SIDE', cell: ({ side }) => side },
  { header: 'FINDING', cell: ({ code }) => code },
  { header: 'WHAT', cell: ({ what }) => visible(what, 1000), folds: true },
  { header: 'FIX', cell: ({ fix }) => fix, folds: true, rank: 1 },
];

/** What keeps a peering from being what the plan says. Exit 3 when anything does, 6 when a side cannot be looked at. */
export async function peeringDoctor(
  name: string,
  intent: CloudReachIntent,
  context: Context,
): Promise<Outcome> {
  const scene = await sceneOf(await context.read(), name, intent, context);
  const live = await seenOf(scene, context);
  const { state, peering, access, sides } = scene;
  const found = examine(state, peering, live, { access, now: context.now });
  const rows = found.map((one) => ({ ...one, isNote: one.isNote ?? false }));
  return list({
    rows,
    columns: DOCTOR_COLUMNS,
    nameOf: ({ side, code }) => `${side} ${code}`,
    empty: `nothing is wrong with ${name} on ${sides.length === 1 ? `${sides[0]}'s side` : 'either side'}`,
    exit: rows.some(({ isNote }) => !isNote) ? EXIT.rejected : EXIT.done,
  });
}

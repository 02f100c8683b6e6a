import type { Context } from '../../context.ts';
import { sideChanges } from '../../model/desired/changes.ts';
import { gatewaysOf, isRendered } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { deletePeerings } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import { agreed } from '../agreed.ts';
import { cancelled, deleted } from '../deleted.ts';
import { changeLines, renderNotes } from '../side-lines.ts';

/** Takes peerings off both of their sides. */
export async function peeringDelete(names: readonly string[], context: Context): Promise<Outcome> {
  const removal = await agreed(context, {
    weight: 'destructive',
    decide: (before) => ({ ...deletePeerings(before, names), before }),
    question: ({ peerings }) =>
      `Delete ${peerings.map(({ name }) => `peering ${name}`).join(', ')} on both sides`,
    lines: lossLines,
  });
  if (!removal) return cancelled();
  return deleted(
    removal.peerings.map(({ name }) => ({ kind: 'peering', name })),
    {
      lines: lossLines(removal),
      notes: renderNotes(removal.state, gatewaysOf(removal.peerings.filter(isRendered))),
    },
  );
}

interface Removal {
  readonly before: State;
  readonly state: State;
  readonly peerings: readonly Peering[];
}

const lossLines = ({ before, state, peerings }: Removal): string[] =>
  changeLines(sideChanges(before, state, gatewaysOf(peerings)));

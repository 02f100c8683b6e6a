import type { Context } from '../../context.ts';
import { sideChanges } from '../../model/desired/changes.ts';
import { gatewaysOf, isRendered } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { deletePeerings } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import { cancelled, deleted } from '../deleted.ts';
import { changeLines, renderNotes } from '../side-lines.ts';

/** Takes peerings off both of their sides. */
export async function peeringDelete(names: readonly string[], context: Context): Promise<Outcome> {
  const before = await context.read();
  const preview = deletePeerings(before, names);
  const what = `Delete ${preview.peerings.map(({ name }) => `peering ${name}`).join(', ')} on both sides`;
  if (!(await context.confirm(what, lossLines(before, preview)))) return cancelled();
  const removal = await context.change((state) => ({ ...deletePeerings(state, names), before: state }));
  return deleted(
    removal.peerings.map(({ name }) => ({ kind: 'peering', name })),
    {
      lines: lossLines(removal.before, removal),
      notes: renderNotes(gatewaysOf(removal.peerings.filter(isRendered))),
    },
  );
}

const lossLines = (before: State, { state, peerings }: { state: State; peerings: Peering[] }): string[] =>
  changeLines(sideChanges(before, state, gatewaysOf(peerings)));

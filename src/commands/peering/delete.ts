import type { CloudPeering } from '../../model/cloud-peering.ts';
import { gatewayChanges } from '../../model/desired/changes.ts';
import { gatewaysOf, isRendered } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import { deletePeerings } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { cancelled, deleted } from '../deleted.ts';
import { changeLines, renderNotes } from '../side-lines.ts';
import { cloudLossLines, undoNotes } from './cloud-work.ts';

/** Takes peerings off both of their sides. */
export async function peeringDelete(names: readonly string[], context: Context): Promise<Outcome> {
  const removal = await agreed(context, {
    kind: 'destructive',
    decide: (before) => ({ ...deletePeerings(before, names), before }),
    question: (gone) =>
      `Delete ${allOf(gone)
        .map(({ name }) => `peering ${name}`)
        .join(', ')} on both sides`,
    lines: lossLines,
  });
  if (!removal) return cancelled();
  return deleted(
    allOf(removal).map(({ name }) => ({ kind: 'peering', name })),
    {
      lines: lossLines(removal),
      notes: [
        ...renderNotes(removal.state, gatewaysOf(removal.peerings.filter(isRendered))),
        ...undoNotes(removal.before, removal.cloudPeerings),
      ],
    },
  );
}

interface Removal {
  readonly before: State;
  readonly state: State;
  readonly peerings: readonly Peering[];
  readonly cloudPeerings: readonly CloudPeering[];
}

const allOf = ({ peerings, cloudPeerings }: Removal) => [...peerings, ...cloudPeerings];

const lossLines = ({ before, state, peerings, cloudPeerings }: Removal): string[] => [
  ...changeLines(gatewayChanges(before, state, gatewaysOf(peerings))),
  ...cloudLossLines(before, cloudPeerings),
];

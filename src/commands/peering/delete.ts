import type { Peering } from '../../model/peering.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import { ofPeerings } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { deletePeerings } from '../../model/transitions/peering.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Engine } from '../../providers/provider.ts';
import { engineOf, specs } from '../../providers/registry.ts';
import { changeLines, gatewaySideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deletion, deletionResult } from '../deletion.ts';
import { followUps } from '../follow-ups.ts';
import { previewLines, removalPreview, undoNotes } from './preview.ts';
import { mayBeThere, remainsWarnings } from './remains.ts';

/** Deletes peerings from both of their sides. */
export async function peeringDelete(
  names: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const engines = await enginesOf(await ports.state.read(), names);
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofPeerings(names),
    decide: (before) => ({ ...deletePeerings(before, names), before }),
    question: ({ peerings }) =>
      `Delete ${peerings.map(({ name }) => `peering ${name}`).join(', ')} on both sides`,
    lines: (found) => [...lossLines(found, engines), ...found.peerings.flatMap(planOnlyLine)],
  });
  if (!removal) return declined(NOTHING_DELETED);
  const { before, state, peerings } = removal;
  return deletionResult(
    peerings.map(({ name }) => ({ kind: 'peering', name })),
    {
      lines: lossLines(removal, engines),
      warnings: remainsWarnings(peerings),
      next: [
        ...followUps(before, state).next,
        ...peerings.flatMap((peering) =>
          undoNotes(engineIn(engines, peering), { state: before, peering, access: new Map() }),
        ),
      ],
    },
  );
}

const planOnlyLine = (peering: Peering): string[] =>
  mayBeThere(peering)
    ? [
        `${peering.name} is deleted from the plan only; to delete it at ${specs.labelOf(peering.via)}, too, use --apply`,
      ]
    : [];

type Engines = ReadonlyMap<string, Engine>;

/** The engines of the peerings' providers. Exit 4 when a peering does not exist. */
async function enginesOf(state: State, names: readonly string[]): Promise<Engines> {
  const vias = new Set(names.map((name) => peeringNamed(state, name).via));
  return new Map(await Promise.all([...vias].map(async (via) => [via, await engineOf(via)] as const)));
}

function engineIn(engines: Engines, { via }: Peering): Engine {
  const engine = engines.get(via);
  if (!engine) throw new Error(`the engine of ${via} is not loaded`);
  return engine;
}

interface Removal {
  readonly before: State;
  readonly state: State;
  readonly peerings: readonly Peering[];
}

/** Gateways that lose several peerings are listed once. */
const lossLines = ({ before, state, peerings }: Removal, engines: Engines): string[] => [
  ...changeLines(gatewaySideChanges(before, state, gatewaysOf(peerings))),
  ...peerings
    .filter((peering) => engineIn(engines, peering).ends === 'vpc')
    .flatMap((peering) =>
      previewLines(removalPreview(engineIn(engines, peering), before, state, peering), peering),
    ),
];

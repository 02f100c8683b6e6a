import { lastingTrafficProblems } from '../../deploy/health.ts';
import {
  type InspectedGateway,
  type Inspection,
  inspectGateways,
  isInspected,
} from '../../deploy/inspect.ts';
import { EXIT } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';
import { type ChangeSign, signOf } from '../change-lines.ts';
import {
  failureText,
  gatewaysMeant,
  type ReachIntent,
  reachable,
  skippedDevices,
  skippedNotes,
} from './reach.ts';

export interface DiffIntent extends ReachIntent {
  readonly concurrency: number;
}

/** One difference on a gateway, or the reason why the inspection failed. */
interface DiffRow {
  readonly gateway: string;
  /** The kind of resource, or `failure`. */
  readonly what: string;
  readonly sign: ChangeSign | '!';
  readonly text: string;
}

/** The columns of `gateway diff`. */
export const DIFF_COLUMNS: readonly Column<DiffRow>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'WHAT', cell: ({ what }) => what },
  { header: 'CHANGE', cell: ({ sign, text }) => `${sign} ${visible(text, 1000)}`, folds: true },
];

/** Lists differences between live gateways and the plan. Exit 8 if there are any, 6 if a gateway cannot be inspected. */
export async function gatewayDiff(
  { concurrency, ...intent }: DiffIntent,
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
): Promise<Result<readonly DiffRow[]>> {
  const state = await ports.state.read();
  const gateways = await reachable(state, gatewaysMeant(state, intent, 'diff'), ports, intent.local);
  const inspections = await ports.terminal.during(`inspecting ${count(gateways.length, 'gateway')}`, () =>
    inspectGateways(gateways, concurrency, ports.random.changeId()),
  );
  const rows = inspections.flatMap(rowsOf);
  const failed = inspections.some((inspection) => !isInspected(inspection));
  return listResult(rows, {
    columns: DIFF_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: 'no differences',
    notes: skippedNotes(skippedDevices(state, intent)),
    warnings: inspections.filter(isInspected).flatMap(asides),
    exit: failed ? EXIT.rolledBack : rows.length > 0 ? EXIT.finding : EXIT.done,
  });
}

const rowsOf = (inspection: Inspection): DiffRow[] =>
  isInspected(inspection)
    ? inspection.differences.map((change) => ({
        gateway: inspection.desired.name,
        what: change.resource.kind,
        sign: signOf(change),
        text: change.title,
      }))
    : [
        {
          gateway: inspection.desired.name,
          what: 'failure',
          sign: '!',
          text: failureText(inspection.failure),
        },
      ];

const asides = ({ desired, live, obstacles }: InspectedGateway): string[] => [
  ...(live.lockHolder === undefined
    ? []
    : [`${desired.name} has a pending change, which may be rolled back: ${visible(live.lockHolder, 200)}`]),
  ...obstacles.map((failure) => `cannot deploy to ${desired.name}: ${failureText(failure)}`),
  ...lastingTrafficProblems(desired, live, { pruneForeignPeers: false }).map(
    (text) => `${desired.name}: ${visible(text, 500)}`,
  ),
];

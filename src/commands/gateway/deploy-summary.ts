/** Summary of a deploy, with a row for each gateway. */

import { lastingTrafficProblems } from '../../deploy/health.ts';
import { type Inspection, isInspected } from '../../deploy/inspect.ts';
import type { DeployResult } from '../../deploy/progress.ts';
import { EXIT } from '../../errors.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import { visible } from '../../visible.ts';
import { failureText } from './reach.ts';

/** Result for one gateway, as in the JSON output. */
export interface DeployRow {
  readonly gateway: string;
  readonly outcome: DeployResult['outcome'] | 'as-planned';
  readonly changes: number;
  readonly why: string | null;
}

const OUTCOMES: Readonly<Record<DeployRow['outcome'], true>> = {
  confirmed: true,
  'as-planned': true,
  'rolled-back': true,
  untouched: true,
  unknown: true,
};

/** The columns of `gateway deploy`. */
export const DEPLOY_COLUMNS: readonly Column<DeployRow>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'OUTCOME', cell: ({ outcome }) => outcome, values: Object.keys(OUTCOMES), isStatus: true },
  { header: 'CHANGES', cell: ({ changes }) => String(changes), values: 'number', rank: 1 },
  { header: 'WHY', cell: ({ why }) => why ?? '-', folds: true },
];

export function outcomeOf(inspection: Inspection, results: readonly DeployResult[]): DeployRow['outcome'] {
  if (!isInspected(inspection)) return 'untouched';
  const result = results.find(({ gateway }) => gateway === inspection.desired.name);
  if (result) return result.outcome;
  return inspection.differences.length === 0 ? 'as-planned' : 'untouched';
}

/** Returns true if the gateway is now as planned. */
export const isGood = (inspection: Inspection, results: readonly DeployResult[]): boolean =>
  ['as-planned', 'confirmed'].includes(outcomeOf(inspection, results));

export interface SummaryOptions {
  /** The deploy was to change all gateways or none. */
  readonly together: boolean;
  /** The deploy was to remove foreign peers. */
  readonly pruneForeignPeers?: boolean;
  readonly warnings?: readonly string[];
  readonly notes?: readonly string[];
  readonly next?: readonly string[];
}

/**
 * Exit 0 if all gateways are as planned, 6 if any was not changed or was rolled back, 7 if any outcome is unknown or only
 * some of the gateways that belong together changed.
 */
export function summary(
  inspections: readonly Inspection[],
  results: readonly DeployResult[],
  { together, pruneForeignPeers = false, warnings = [], notes = [], next = [] }: SummaryOptions,
): Result<readonly DeployRow[]> {
  const rows = inspections.map((inspection) => rowOf(inspection, results, together));
  const named = (outcomes: readonly DeployRow['outcome'][]): string[] =>
    rows.filter(({ outcome }) => outcomes.includes(outcome)).map(({ gateway }) => gateway);
  const [unknown, confirmed] = [named(['unknown']), named(['confirmed'])];
  const bad = named(['untouched', 'rolled-back']);
  const torn = together && confirmed.length > 0 && bad.length > 0;
  return listResult(rows, {
    columns: DEPLOY_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: '',
    warnings: [
      ...inspections
        .filter(isInspected)
        .flatMap(({ desired, live }) =>
          lastingTrafficProblems(desired, live, { pruneForeignPeers }).map(
            (text) => `${desired.name}: ${visible(text, 500)}`,
          ),
        ),
      ...(torn
        ? [
            `${confirmed.join(', ')} changed, but ${bad.join(', ')} did not; run \`peerway gateway deploy ${bad.join(' ')}\``,
          ]
        : []),
      ...warnings,
    ],
    notes,
    next: [
      ...unknown.map(
        (name) =>
          `to check ${name} after its rollback timer has expired, run \`peerway gateway diff ${name}\``,
      ),
      ...next,
    ],
    exit: unknown.length > 0 || torn ? EXIT.unknown : bad.length > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

function rowOf(inspection: Inspection, results: readonly DeployResult[], together: boolean): DeployRow {
  const result = results.find(({ gateway }) => gateway === inspection.desired.name);
  const failure = isInspected(inspection) ? result?.failure : inspection.failure;
  const outcome = outcomeOf(inspection, results);
  const held = together && outcome === 'untouched' ? 'not changed because another gateway failed' : null;
  return {
    gateway: inspection.desired.name,
    outcome,
    changes: isInspected(inspection) ? inspection.differences.length : 0,
    why: failure ? failureText(failure, inspection.desired) : (result?.bootWarning ?? held),
  };
}

/** How a deploy has ended, gateway by gateway. */

import { lastingConditionsOf } from '../../deploy/health.ts';
import { type Sight, wasSeen } from '../../deploy/look.ts';
import type { DeployResult } from '../../deploy/progress.ts';
import { EXIT } from '../../errors.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import { visible } from '../../visible.ts';
import { failureText } from './reach.ts';

interface Row {
  readonly gateway: string;
  readonly outcome: DeployResult['outcome'] | 'as-planned';
  readonly changes: number;
  readonly why: string | null;
}

/** The columns of `gateway deploy`. */
export const DEPLOY_COLUMNS: readonly Column<Row>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'OUTCOME', cell: ({ outcome }) => outcome, state: true },
  { header: 'CHANGES', cell: ({ changes }) => String(changes), rank: 1 },
  { header: 'WHY', cell: ({ why }) => why ?? '-', folds: true },
];

export function outcomeOf(sight: Sight, results: readonly DeployResult[]): Row['outcome'] {
  if (!wasSeen(sight)) return 'untouched';
  const result = results.find(({ gateway }) => gateway === sight.desired.name);
  if (result) return result.outcome;
  return sight.differences.length === 0 ? 'as-planned' : 'untouched';
}

/** Whether it is what the plan says now. */
export const isGood = (sight: Sight, results: readonly DeployResult[]): boolean =>
  ['as-planned', 'confirmed'].includes(outcomeOf(sight, results));

export interface SummaryOptions {
  /** Whether all were to be changed or none. */
  readonly together: boolean;
  readonly warnings?: readonly string[];
}

/** Exit 0 when all are as planned, 6 when any was not changed or rolled back, 7 when it is not known, or when only some of those that belong together have changed. */
export function summary(
  sights: readonly Sight[],
  results: readonly DeployResult[],
  { together, warnings = [] }: SummaryOptions,
): Outcome {
  const rows = sights.map((sight) => rowOf(sight, results, together));
  const named = (outcomes: readonly Row['outcome'][]): string[] =>
    rows.filter(({ outcome }) => outcomes.includes(outcome)).map(({ gateway }) => gateway);
  const [unknown, confirmed] = [named(['unknown']), named(['confirmed'])];
  const bad = named(['untouched', 'rolled-back']);
  const torn = together && confirmed.length > 0 && bad.length > 0;
  return list({
    rows,
    columns: DEPLOY_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: '',
    warnings: [
      ...sights
        .filter(wasSeen)
        .flatMap(({ desired, live }) =>
          lastingConditionsOf(desired, live).map((text) => `${desired.name}: ${visible(text, 300)}`),
        ),
      ...(torn
        ? [`${confirmed.join(', ')} changed and ${bad.join(', ')} did not: deploy ${bad.join(' ')} again`]
        : []),
      ...warnings,
    ],
    notes: unknown.map(
      (name) => `look what came of it once its timer has run out: peerway gateway diff ${name}`,
    ),
    exit: unknown.length > 0 || torn ? EXIT.unknown : bad.length > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

function rowOf(sight: Sight, results: readonly DeployResult[], together: boolean): Row {
  const result = results.find(({ gateway }) => gateway === sight.desired.name);
  const failure = wasSeen(sight) ? result?.failure : sight.failure;
  const outcome = outcomeOf(sight, results);
  const held = together && outcome === 'untouched' ? 'both sides are changed, or neither' : null;
  return {
    gateway: sight.desired.name,
    outcome,
    changes: wasSeen(sight) ? sight.differences.length : 0,
    why: failure ? failureText(failure, sight.desired) : (result?.bootWarning ?? held),
  };
}

/** The former shape of a result; `toResult` adapts it until the last verbs return a `Result`. */
import type { Column, Result } from './result.ts';

export { type Column, labeled } from './result.ts';

interface Aside {
  readonly warnings?: readonly string[];
  readonly notes?: readonly string[];
  readonly exit?: 0 | 3 | 6 | 7;
}

export interface ListOutcome<Row = never> extends Aside {
  readonly kind: 'list';
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  nameOf(row: Row): string;
  readonly empty: string;
  readonly jsonLines?: boolean;
}

export interface ObjectOutcome extends Aside {
  readonly kind: 'object';
  readonly value: unknown;
  readonly names: readonly string[];
  readonly lines: readonly string[];
  readonly brief?: readonly string[];
}

export interface TextOutcome extends Aside {
  readonly kind: 'text';
  readonly text: string;
  readonly holdsKeys: boolean;
}

export type Outcome = ListOutcome | ObjectOutcome | TextOutcome;

export const list = <Row>(outcome: Omit<ListOutcome<Row>, 'kind'>): Outcome =>
  ({ kind: 'list', ...outcome }) as unknown as ListOutcome;

export function toResult(outcome: Outcome): Result {
  const { warnings = [], notes = [], exit = 0 } = outcome;
  const asides = { warnings, notes, next: [], exit };
  if (outcome.kind === 'text') {
    const { kind, text, holdsKeys } = outcome;
    return { ...asides, value: null, view: { kind, text, holdsKeys } };
  }
  if (outcome.kind === 'object') {
    const { kind, value, names, lines, brief } = outcome;
    const view = { kind, names: () => names, lines: () => lines, ...(brief ? { brief: () => brief } : {}) };
    return { ...asides, value, view };
  }
  const { kind, rows, columns, nameOf, empty, jsonLines = false } = outcome;
  return { ...asides, value: rows, view: { kind, columns, nameOf, empty, jsonLines } };
}

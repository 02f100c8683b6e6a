/** The result of a command and its views. `report.ts` prints it as a table, JSON, YAML or names. */
import { EXIT } from '../errors.ts';

export interface Result<Value = unknown> extends Asides {
  /** The result as plain data, without secrets: the JSON and YAML output. */
  readonly value: Value;
  readonly view: View<Value>;
}

/** Everything of a result except its value: printed on stderr, or not at all. */
interface Asides {
  /** Problems that the operator should look at. */
  readonly warnings: readonly string[];
  /** Remarks such as "nothing was changed"; --quiet hides them. */
  readonly notes: readonly string[];
  /** Next steps, each with a command to paste; --quiet hides them. A list of steps that are alike is folded if it is long. */
  readonly next: readonly (string | readonly string[])[];
  /** Exit status. Other than 0: the command ran, but found a problem. */
  readonly exit: 0 | 6 | 7 | 8 | 130;
  /** Seconds until the command runs again and its new result replaces this one on the screen, until interrupted. */
  readonly repeatAfter?: number;
}

export type View<Value> = ListView<RowOf<Value>> | ObjectView<Value> | TextView;

type RowOf<Value> = Value extends readonly (infer Row)[] ? Row : never;

/** A list of rows. The rows are the value of the result. */
export interface ListView<Row> {
  readonly kind: 'list';
  readonly columns: readonly Column<Row>[];
  nameOf(row: Row): string;
  /** Note to print in place of an empty table. */
  readonly empty: string;
  /** Prints the JSON as one object per line, not as one array: for lists that can be long. */
  readonly jsonLines: boolean;
}

/** The rows of a list and the columns to print. */
export interface Table<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

/** A column of a list. */
export interface Column<Row> {
  readonly header: string;
  cell(row: Row): string;
  /** Returns the value for --filter and --sort (default: the cell). */
  value?(row: Row): string;
  /** Returns the members of a cell that holds a list: --filter finds each of them. */
  members?(row: Row): readonly string[];
  /** All values that the column can have, or `number`: --filter rejects any other. */
  readonly values?: readonly string[] | 'number';
  /** A narrow terminal drops the columns of the highest rank first. A column without a rank always stays. */
  readonly rank?: number;
  /** True for a comma-separated list that may be folded over several lines. */
  readonly folds?: boolean;
  /** True for a column that is shown only if --columns names it. */
  readonly isHidden?: boolean;
  /** True for a status, which is shown in its color. */
  readonly isStatus?: boolean;
}

/** One object, or one change. */
export interface ObjectView<Value> {
  readonly kind: 'object';
  names(value: Value): readonly string[];
  lines(value: Value): readonly string[];
  /** Returns the lines for a user who has just confirmed the details (default: `lines`). */
  brief?(value: Value): readonly string[];
}

/** Text for a file or another program. It is the same in every output format. */
export interface TextView {
  readonly kind: 'text';
  readonly text: string;
  /** True if the text contains private or preshared keys. */
  readonly holdsKeys: boolean;
}

/** The confirmation was declined, so nothing was changed. */
export interface Declined extends Asides {
  readonly value: null | { readonly deleted: readonly [] };
  readonly view: { readonly kind: 'declined' };
}

const NO_ASIDES: Asides = { warnings: [], notes: [], next: [], exit: 0 };

export const listResult = <Row>(
  rows: readonly Row[],
  { columns, nameOf, empty, jsonLines = false, ...asides }: ListSpec<Row> & Partial<Asides>,
): Result<readonly Row[]> => ({
  ...NO_ASIDES,
  ...asides,
  value: rows,
  view: { kind: 'list', columns, nameOf, empty, jsonLines } as View<readonly Row[]>,
});

type ListSpec<Row> = Omit<ListView<Row>, 'kind' | 'jsonLines'> & { readonly jsonLines?: boolean };

export const objectResult = <Value>(
  value: Value,
  { names, lines, brief, ...asides }: Omit<ObjectView<Value>, 'kind'> & Partial<Asides>,
): Result<Value> => ({
  ...NO_ASIDES,
  ...asides,
  value,
  view: { kind: 'object', names, lines, ...(brief ? { brief } : {}) },
});

export const textResult = ({
  text,
  holdsKeys,
  ...asides
}: Omit<TextView, 'kind'> & Partial<Asides>): Result<null> => ({
  ...NO_ASIDES,
  ...asides,
  value: null,
  view: { kind: 'text', text, holdsKeys },
});

export const declined = (value: Declined['value'] = null): Declined => ({
  ...NO_ASIDES,
  exit: EXIT.interrupted,
  value,
  view: { kind: 'declined' },
});

/** Value of a declined deletion, with the same JSON field as a deletion. */
export const NOTHING_DELETED = { deleted: [] } as const;

export const isDeclined = (result: Result | Declined): result is Declined => result.view.kind === 'declined';

/** Returns one line for each value, with the labels padded to a column. Skips missing and empty values. */
export function labeled(pairs: readonly (readonly [string, string | undefined])[]): string[] {
  const shown = pairs.filter(
    (pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}

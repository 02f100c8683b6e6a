/** A column of a list: its header, and how to get its cell from a row. */
export interface Column<Row> {
  readonly header: string;
  cell(row: Row): string;
  /** What --filter and --sort compare, where the cell says more than the value. */
  value?(row: Row): string;
  /** On a narrow terminal the columns of the highest rank go first; one without a rank stays. */
  readonly rank?: number;
  /** Whether the cell is a list with commas that may be broken over several lines. */
  readonly folds?: boolean;
  /** Whether the cell is a word of state, to be coloured by what it means. */
  readonly state?: boolean;
}

/** What is said beside the product, on stderr. */
interface Aside {
  /** Things the operator should look at. */
  readonly warnings?: readonly string[];
  /** What to do next, and the like; left out by --quiet. */
  readonly notes?: readonly string[];
  /** Other than 0: what was found is bad news although the command did its work. */
  readonly exit?: 0 | 3 | 6 | 7;
  /** How it is a while later: shown in its place, until somebody ends it. */
  readonly next?: () => Promise<Outcome>;
}

/** Objects as a table, JSON, YAML or names. `rows` are plain values without secrets: the JSON is they. */
export interface ListOutcome<Row = never> extends Aside {
  readonly kind: 'list';
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  nameOf(row: Row): string;
  /** What to say instead of an empty table. */
  readonly empty: string;
  /** JSON as an object a line rather than one array: for lists that may be long. */
  readonly jsonLines?: boolean;
}

/** One object, or what was done to it. `value` is its JSON; `lines` is what people read. */
export interface ObjectOutcome extends Aside {
  readonly kind: 'object';
  readonly value: unknown;
  readonly names: readonly string[];
  readonly lines: readonly string[];
  /** What is left to say to somebody who has seen the rest when agreeing to it. */
  readonly brief?: readonly string[];
}

/** Text for a file or another program, printed as it is whatever --output says. */
export interface TextOutcome extends Aside {
  readonly kind: 'text';
  readonly text: string;
  /** Whether there are private or preshared keys in it. */
  readonly holdsKeys: boolean;
}

export type Outcome = ListOutcome | ObjectOutcome | TextOutcome;

/** A list of rows of one type, seen as an outcome. */
export const list = <Row>(outcome: Omit<ListOutcome<Row>, 'kind'>): Outcome =>
  ({ kind: 'list', ...outcome }) as unknown as ListOutcome;

/** Labelled values, one a line, the labels in one column. */
export function labelled(pairs: readonly (readonly [string, string | undefined])[]): string[] {
  const shown = pairs.filter(
    (pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}

/** What of a list is shown, and in which order: --columns, --sort, --filter. */
import { closest } from 'fastest-levenshtein';
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import type { Column, Table } from './result.ts';

/** `status=active` or `status!=active`; the column by its key. */
export interface Filter {
  readonly column: string;
  readonly equal: boolean;
  readonly value: string;
}

export interface Selection {
  /** Keys of the columns to show, in this order; all of them when empty. */
  readonly columns: readonly string[];
  /** Key of the column to sort by, descending with a leading hyphen. */
  readonly sort?: string;
  /** All of them have to hold. */
  readonly filters: readonly Filter[];
  readonly headers: boolean;
}

/** The name that flags call a column by: `TUNNEL ADDRESS` is `tunnel-address`. */
export const keyOf = ({ header }: { readonly header: string }): string =>
  header.toLowerCase().replaceAll(' ', '-');

/** `column=value` or `column!=value`. A usage error for anything else. */
export function parseFilter(text: string): Filter {
  const match = /^([a-z][a-z0-9-]*)(!?=)(.*)$/s.exec(text);
  if (match) return { column: match[1] as string, equal: match[2] === '=', value: match[3] as string };
  throw usage(
    `${quoted(text)} is not a valid filter`,
    'write <column>=<value> or <column>!=<value>: status=active',
  );
}

/** The list as it was asked for. A usage error for a column that it does not have. */
export function selected<Row>(list: Table<Row>, { columns, sort, filters }: Selection): Table<Row> {
  const tests = filters.map(({ column, equal, value }) => {
    const textOf = valueReader(columnNamed(list, column));
    return (row: Row) => (textOf(row).toLowerCase() === value.toLowerCase()) === equal;
  });
  const rows = list.rows.filter((row) => tests.every((holds) => holds(row)));
  return {
    rows: sort === undefined ? rows : sortedBy(rows, list, sort),
    columns: columns.length === 0 ? list.columns : columns.map((key) => columnNamed(list, key)),
  };
}

/** Whether the list will have what is asked of it. A usage error before anything is done, and not after. */
export function throwUnlessPossible(
  columns: readonly Pick<Column<never>, 'header'>[],
  { columns: shown, sort, filters }: Selection,
): void {
  const sorted = sort === undefined ? [] : [sortKey(sort)];
  for (const key of [...filters.map(({ column }) => column), ...sorted, ...shown])
    columnNamed({ columns }, key);
}

const sortKey = (sort: string): string => sort.replace(/^-/, '');

const valueReader =
  <Row>(column: Column<Row>) =>
  (row: Row): string =>
    column.value ? column.value(row) : column.cell(row);

function sortedBy<Row>(rows: readonly Row[], list: Table<Row>, sort: string): Row[] {
  const descends = sort.startsWith('-');
  const textOf = valueReader(columnNamed(list, sortKey(sort)));
  // Numbers within texts by their value, so that 10.9.0.0/16 comes before 10.10.0.0/16 and gw9 before gw10.
  const { compare } = new Intl.Collator('en', { numeric: true });
  const order = descends ? -1 : 1;
  return rows
    .map((row) => ({ row, value: textOf(row) }))
    .sort((a, b) => order * compare(a.value, b.value))
    .map(({ row }) => row);
}

function columnNamed<One extends Pick<Column<never>, 'header'>>(
  { columns }: { readonly columns: readonly One[] },
  key: string,
): One {
  const found = columns.find((column) => keyOf(column) === key);
  if (found) return found;
  const keys = columns.map(keyOf);
  throw usage(
    `There is no column named ${quoted(key)} here`,
    `did you mean ${closest(key.slice(0, 100), keys)}? The columns are ${keys.join(', ')}`,
  );
}

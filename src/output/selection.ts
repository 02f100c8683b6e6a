/** The part of a list to print: --columns, --sort, --filter. */

import { usage } from '../errors.ts';
import { parseCidr } from '../model/address/parse.ts';
import { nearest } from '../model/nearest.ts';
import { quoted } from '../visible.ts';
import type { Column, Table } from './result.ts';

/** `status=active` or `status!=active`. */
export interface Filter {
  /** Key of the column. */
  readonly column: string;
  readonly isEqual: boolean;
  readonly value: string;
}

export interface Selection {
  /** Keys of the columns to print, in this order. If empty, all columns are printed. */
  readonly columns: readonly string[];
  /** Key of the column to sort by; a leading hyphen means descending order. */
  readonly sort?: string;
  /** Only rows that match all filters are printed. */
  readonly filters: readonly Filter[];
  readonly headers: boolean;
}

/** Returns the name of a column in flags: `tunnel-address` for `TUNNEL ADDRESS`. */
export const keyOf = ({ header }: { readonly header: string }): string =>
  header.toLowerCase().replaceAll(' ', '-');

export function parseFilter(text: string): Filter {
  const match = /^([a-z][a-z0-9-]*)(!?=)(.*)$/s.exec(text);
  if (match) return { column: match[1] as string, isEqual: match[2] === '=', value: match[3] as string };
  throw usage(
    `${quoted(text)} is not a valid filter`,
    'write <column>=<value> or <column>!=<value>: status=active',
  );
}

/** Filters, sorts and projects a list. Throws a usage error for an unknown column. */
export function applySelection<Row>(list: Table<Row>, { columns, sort, filters }: Selection): Table<Row> {
  const tests = filters.map(({ column, isEqual, value }) => {
    const textsOf = textsReader(columnNamed(list, column));
    const wanted = canonical(value);
    return (row: Row) => textsOf(row).some((text) => text.toLowerCase() === wanted) === isEqual;
  });
  const rows = list.rows.filter((row) => tests.every((matches) => matches(row)));
  return {
    rows: sort === undefined ? rows : sortedBy(rows, list, sort),
    columns:
      columns.length === 0
        ? list.columns.filter(({ isHidden }) => !isHidden)
        : columns.map((key) => columnNamed(list, key)),
  };
}

/** Returns a value as lists write it: in lower case, and a CIDR in its canonical form. */
function canonical(value: string): string {
  try {
    return parseCidr(value);
  } catch {
    return value.toLowerCase();
  }
}

/** The columns that a selection is checked against. */
export type SelectableColumn = Pick<Column<never>, 'header' | 'values'>;

/**
 * Throws a usage error for an unknown column, and for a filter with a value that the column cannot have, so that a
 * command can fail before it does anything.
 */
export function throwIfNotSelectable(
  columns: readonly SelectableColumn[],
  { columns: keys, sort, filters }: Selection,
): void {
  for (const { column, value } of filters) throwIfImpossible(columnNamed({ columns }, column), value);
  for (const key of [...(sort === undefined ? [] : [sortKey(sort)]), ...keys]) columnNamed({ columns }, key);
}

function throwIfImpossible(column: SelectableColumn, value: string): void {
  const { values } = column;
  if (values === undefined) return;
  const [key, message] = [keyOf(column), `The column ${keyOf(column)} is never ${quoted(value)}`];
  if (values === 'number') {
    if (!/^\d+$/.test(value)) throw usage(message, `give a number: ${key}=0`);
    return;
  }
  if (values.includes(value.toLowerCase())) return;
  const near = nearest(value, values);
  throw usage(
    message,
    `${near === undefined ? '' : `did you mean ${key}=${near}? `}the values are ${values.join(', ')}`,
  );
}

const sortKey = (sort: string): string => sort.replace(/^-/, '');

const valueReader =
  <Row>(column: Column<Row>) =>
  (row: Row): string =>
    column.value ? column.value(row) : column.cell(row);

/** Returns everything that a filter may be equal to: the value, and the members of a list. */
const textsReader = <Row>(column: Column<Row>) => {
  const textOf = valueReader(column);
  return (row: Row): readonly string[] => [textOf(row), ...(column.members?.(row) ?? [])];
};

function sortedBy<Row>(rows: readonly Row[], list: Table<Row>, sort: string): Row[] {
  const textOf = valueReader(columnNamed(list, sortKey(sort)));
  // Numbers inside a text sort by value: 10.9.0.0/16 before 10.10.0.0/16, gw9 before gw10.
  const { compare } = new Intl.Collator('en', { numeric: true });
  const direction = sort.startsWith('-') ? -1 : 1;
  return rows
    .map((row) => ({ row, value: textOf(row) }))
    .sort((a, b) => direction * compare(a.value, b.value))
    .map(({ row }) => row);
}

function columnNamed<One extends Pick<Column<never>, 'header'>>(
  { columns }: { readonly columns: readonly One[] },
  key: string,
): One {
  const found = columns.find((column) => keyOf(column) === key);
  if (found) return found;
  const keys = columns.map(keyOf);
  const near = nearest(key, keys);
  throw usage(
    `There is no column named ${quoted(key)}`,
    `${near === undefined ? '' : `did you mean ${near}? `}the columns are ${keys.join(', ')}`,
  );
}

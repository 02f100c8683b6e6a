/** A list as a table for a terminal. */
import CliTable from 'cli-table3';
import type { CellStyles } from './cell-styles.ts';
import { columnWidths, gridOf, widthOf } from './columns.ts';
import { paragraphsText } from './paragraphs.ts';
import type { Column, Table } from './result.ts';

/** A table without borders: spaces separate the columns. */
const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const GAP = 2;

/** The library takes quadratic time, so a long list is drawn in blocks of this many rows. */
const BLOCK = 50;

export interface TableOptions {
  /** Width of the terminal in cells. */
  readonly width: number;
  readonly headers: boolean;
  /** Absent for a table without colors. */
  readonly styles?: CellStyles | undefined;
}

/**
 * Formats a list as a table. If it is too wide, cells with lists are folded first, and then the least important columns
 * are dropped. If it still does not fit, each row becomes a paragraph.
 */
export function tableText<Row>(list: Table<Row>, options: TableOptions): string {
  const columns = fittingColumns(list, options);
  if (!columns) return paragraphsText(list, options.width, options.styles);
  const shown = { ...list, columns: columns.map(({ column }) => column) };
  return draw(
    shown,
    options,
    columns.map(({ width }) => width),
  );
}

interface SizedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** Returns the columns that fit side by side, with their widths; undefined if even the required ones do not fit. */
function fittingColumns<Row>(
  list: Table<Row>,
  { width, headers }: TableOptions,
): SizedColumn<Row>[] | undefined {
  const { cells } = gridOf(list, headers, undefined);
  const widths = columnWidths(cells);
  const all = list.columns.map((column, at) => {
    const narrow = column.folds
      ? Math.max(...cells.map((row, line) => minimumWidth(row[at] ?? '', headers && line === 0)))
      : (widths[at] ?? 0);
    return { column, full: widths[at] ?? 0, narrow };
  });
  const ranks = [...new Set(list.columns.map(({ rank }) => rank ?? 0))].sort((a, b) => b - a);
  for (const highest of [Number.POSITIVE_INFINITY, ...ranks.map((rank) => rank - 1)]) {
    const kept = all.filter(({ column }) => (column.rank ?? 0) <= Math.max(highest, 0));
    const available = width - GAP * (kept.length - 1);
    if (sum(kept.map(({ narrow }) => narrow)) <= available) return distributeWidth(kept, available);
  }
  return undefined;
}

/** Returns the width of the longest part of a cell that cannot be folded. */
const minimumWidth = (cell: string, isHeader: boolean): number =>
  isHeader ? widthOf(cell) : Math.max(...cell.split(/(?<=,) /).map(widthOf));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Gives each column its minimum width, and the remaining space to the columns from left to right. */
function distributeWidth<Row>(
  columns: readonly { readonly column: Column<Row>; readonly full: number; readonly narrow: number }[],
  available: number,
): SizedColumn<Row>[] {
  let remaining = available - sum(columns.map(({ narrow }) => narrow));
  return columns.map(({ column, full, narrow }) => {
    const extra = Math.min(remaining, full - narrow);
    remaining -= extra;
    return { column, width: narrow + extra };
  });
}

function draw<Row>(
  list: Table<Row>,
  { headers, styles }: TableOptions,
  colWidths: readonly number[],
): string {
  const { cells, styled } = gridOf(list, headers, styles);
  const texts = cells.map((row, at) =>
    row.map((cell, column) =>
      fold(cell, colWidths[column] ?? 0)
        .map((line) => styled(at, column, line))
        .join('\n'),
    ),
  );
  const blocks = Array.from({ length: Math.ceil(texts.length / BLOCK) }, (_, at) => {
    const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
    const table = new CliTable({ chars: NO_BORDERS, colWidths: [...colWidths], style });
    table.push(...texts.slice(at * BLOCK, (at + 1) * BLOCK).map((row) => [...row]));
    return table.toString();
  });
  return blocks.map((block) => `${block.replace(/ +$/gm, '')}\n`).join('');
}

/** Breaks a cell into lines after its commas. */
function fold(cell: string, width: number): string[] {
  if (widthOf(cell) <= width) return [cell];
  const lines: string[] = [];
  for (const item of cell.split(/(?<=,) /)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(item) <= width)
      lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(item);
  }
  return lines;
}

/** A list for a terminal of a certain width. */
import CliTable from 'cli-table3';
import { columnWidths, gridOf, widthOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { paragraphsText } from './paragraphs.ts';
import type { Column, Table } from './result.ts';

/** No lines are drawn: columns stand by their white space. */
const NO_LINES = {
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

/** The library's work grows with the square of the rows, so a long list is drawn in blocks of equal columns. */
const BLOCK = 50;

/** How a list is looked at. */
export interface View {
  /** Cells in a line of the terminal. */
  readonly width: number;
  readonly headers: boolean;
  /** Absent: no colours. */
  readonly paint?: Paint | undefined;
}

/**
 * As a table where it fits: first lists inside cells are broken over lines, then the least important columns are
 * left out. What still does not fit is one row a paragraph.
 */
export function tableText<Row>(list: Table<Row>, view: View): string {
  const columns = fittingColumns(list, view);
  if (!columns) return paragraphsText(list, view.width, view.paint);
  const shown = { ...list, columns: columns.map(({ column }) => column) };
  return drawn(
    shown,
    view,
    columns.map(({ width }) => width),
  );
}

interface Fitting<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** The columns that can be shown side by side with the width of each; undefined when not even the needed ones can. */
function fittingColumns<Row>(list: Table<Row>, { width, headers }: View): Fitting<Row>[] | undefined {
  const { cells } = gridOf(list, headers, undefined);
  const widths = columnWidths(cells);
  const all = list.columns.map((column, at) => {
    const narrow = column.folds
      ? Math.max(...cells.map((row, line) => narrowest(row[at] ?? '', headers && line === 0)))
      : (widths[at] ?? 0);
    return { column, full: widths[at] ?? 0, narrow };
  });
  const ranks = [...new Set(list.columns.map(({ rank }) => rank ?? 0))].sort((a, b) => b - a);
  for (const most of [Number.POSITIVE_INFINITY, ...ranks.map((rank) => rank - 1)]) {
    const kept = all.filter(({ column }) => (column.rank ?? 0) <= Math.max(most, 0));
    const room = width - GAP * (kept.length - 1);
    if (sum(kept.map(({ narrow }) => narrow)) <= room) return spread(kept, room);
  }
  return undefined;
}

/** The longest piece of a cell that has to stay in one line. */
const narrowest = (cell: string, isHeader: boolean): number =>
  isHeader ? widthOf(cell) : Math.max(...cell.split(/(?<=,) /).map(widthOf));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Each column as wide as it would like to be, as far as the room goes. */
function spread<Row>(
  columns: readonly { readonly column: Column<Row>; readonly full: number; readonly narrow: number }[],
  room: number,
): Fitting<Row>[] {
  let left = room - sum(columns.map(({ narrow }) => narrow));
  return columns.map(({ column, full, narrow }) => {
    const more = Math.min(left, full - narrow);
    left -= more;
    return { column, width: narrow + more };
  });
}

function drawn<Row>(list: Table<Row>, { headers, paint }: View, colWidths: readonly number[]): string {
  const { cells, painted } = gridOf(list, headers, paint);
  const texts = cells.map((row, at) =>
    row.map((cell, column) =>
      folded(cell, colWidths[column] ?? 0)
        .map((line) => painted(at, column, line))
        .join('\n'),
    ),
  );
  const blocks = Array.from({ length: Math.ceil(texts.length / BLOCK) }, (_, at) => {
    const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
    const table = new CliTable({ chars: NO_LINES, colWidths: [...colWidths], style });
    table.push(...texts.slice(at * BLOCK, (at + 1) * BLOCK).map((row) => [...row]));
    return table.toString();
  });
  return blocks.map((block) => `${block.replace(/ +$/gm, '')}\n`).join('');
}

/** A list with commas over as many lines as it needs. */
function folded(cell: string, width: number): string[] {
  if (widthOf(cell) <= width) return [cell];
  const lines: string[] = [];
  for (const piece of cell.split(/(?<=,) /)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(piece) <= width)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}

import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import type { Table } from './result.ts';

/** Cells a text takes in a terminal; most texts here are ASCII, which need not be looked at letter by letter. */
export const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/** The widest text of each column, in terminal cells. */
export const columnWidths = (rows: readonly (readonly string[])[]): number[] =>
  rows.reduce<number[]>((widths, row) => row.map((cell, at) => Math.max(widths[at] ?? 0, widthOf(cell))), []);

/** A list as texts, the header first where there is one, and how each cell is painted. */
export interface Grid {
  readonly cells: readonly (readonly string[])[];
  painted(row: number, column: number, text: string): string;
}

export function gridOf<Row>({ columns, rows }: Table<Row>, headers: boolean, paint: Paint | undefined): Grid {
  const head = headers ? [columns.map(({ header }) => header)] : [];
  return {
    cells: [...head, ...rows.map((row) => columns.map((column) => column.cell(row)))],
    painted: (row, column, text) => {
      if (!paint) return text;
      if (row < head.length) return paint.header(text);
      return columns[column]?.state ? paint.state(text) : text;
    },
  };
}

/** A list for a pipe or a file: columns held apart by two blanks, nothing drawn, nothing cut. */
export function columnsText<Row>(table: Table<Row>, headers: boolean, paint?: Paint): string {
  const { cells, painted } = gridOf(table, headers, paint);
  const widths = columnWidths(cells);
  const last = widths.length - 1;
  return cells
    .map((row, at) => {
      const padded = row.map((cell, column) => {
        const padding = column === last ? '' : ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return painted(at, column, cell) + padding;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

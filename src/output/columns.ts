import stringWidth from 'string-width';
import type { CellStyles } from './cell-styles.ts';
import type { Table } from './result.ts';

/** Returns the number of terminal cells that a text takes. Most texts are ASCII, which is faster to measure. */
export const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/** Returns the width of each column, in terminal cells. */
export const columnWidths = (rows: readonly (readonly string[])[]): number[] =>
  rows.reduce<number[]>((widths, row) => row.map((cell, at) => Math.max(widths[at] ?? 0, widthOf(cell))), []);

/** The texts of a list, starting with the header row if there is one. */
export interface Grid {
  readonly cells: readonly (readonly string[])[];
  /** Adds the colors of a cell to the text. */
  styled(row: number, column: number, text: string): string;
}

export function gridOf<Row>(
  { columns, rows }: Table<Row>,
  headers: boolean,
  styles: CellStyles | undefined,
): Grid {
  const headerRows = headers ? [columns.map(({ header }) => header)] : [];
  return {
    cells: [...headerRows, ...rows.map((row) => columns.map((column) => column.cell(row)))],
    styled: (row, column, text) => {
      if (!styles) return text;
      if (row < headerRows.length) return styles.header(text);
      return columns[column]?.isStatus ? styles.status(text) : text;
    },
  };
}

/** Formats a list for a pipe or a file: columns separated by two spaces, nothing truncated. */
export function columnsText<Row>(table: Table<Row>, headers: boolean, styles?: CellStyles): string {
  const { cells, styled } = gridOf(table, headers, styles);
  const widths = columnWidths(cells);
  const last = widths.length - 1;
  return cells
    .map((row, at) => {
      const padded = row.map((cell, column) => {
        const padding = column === last ? '' : ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return styled(at, column, cell) + padding;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

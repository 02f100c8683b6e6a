import stringWidth from 'string-width';
import type { ListOutcome } from './outcome.ts';

/** Cells a text takes in a terminal; most texts here are ASCII, which need not be looked at letter by letter. */
export const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/** The widest text of each column, in terminal cells. */
export const columnWidths = (rows: readonly (readonly string[])[]): number[] =>
  rows.reduce<number[]>((widths, row) => row.map((cell, at) => Math.max(widths[at] ?? 0, widthOf(cell))), []);

/** The header and the rows of a list as texts. */
export const cellsOf = ({ columns, rows }: ListOutcome): string[][] => [
  columns.map(({ header }) => header),
  ...rows.map((row) => columns.map((column) => column.cell(row))),
];

/** A list for a pipe or a file: columns held apart by two blanks, nothing drawn, nothing cut. */
export function columnsText(outcome: ListOutcome): string {
  const cells = cellsOf(outcome);
  const widths = columnWidths(cells);
  const lines = cells.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

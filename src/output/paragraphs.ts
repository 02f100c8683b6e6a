/** A list on a terminal that is too narrow for its columns. */
import type { CellStyles } from './cell-styles.ts';
import { widthOf } from './columns.ts';
import type { Column, Table } from './result.ts';

const INDENT = '  ';

/**
 * Formats each row as a paragraph, with one line or more for each column: `HEADER: value`. Values wrap between words.
 * A word that is too long for a line stays whole, so that it can be copied.
 */
export function paragraphsText<Row>(
  { columns, rows }: Table<Row>,
  width: number,
  styles?: CellStyles,
): string {
  return rows
    .map((row) => columns.map((column) => fieldText(column, column.cell(row), width, styles)).join(''))
    .join('\n');
}

function fieldText<Row>(
  { header, isStatus }: Column<Row>,
  cell: string,
  width: number,
  styles?: CellStyles,
): string {
  const [firstLine = '', ...others] = wrap(cell, width - widthOf(header) - ': '.length, width);
  const value = [...(firstLine === '' ? [] : [firstLine]), ...others].join('\n');
  const separator = firstLine === '' && others.length > 0 ? '\n' : ' ';
  const shown = styles && isStatus ? styles.status(value) : value;
  return `${styles ? styles.header(header) : header}:${separator}${shown}\n`;
}

/**
 * Wraps a text. The first line has its own width and is empty if no word fits it. The other lines are indented, unless
 * a word is too long for that.
 */
function wrap(text: string, firstWidth: number, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const extended = lines[last] === '' ? word : `${lines[last]} ${word}`;
    const indented = INDENT + word;
    if (widthOf(extended) <= (last === 0 ? firstWidth : width)) lines[last] = extended;
    else lines.push(widthOf(indented) <= width ? indented : word);
  }
  return lines;
}

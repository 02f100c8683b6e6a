/** A list for a terminal too narrow for its columns. */
import { widthOf } from './columns.ts';
import type { Paint } from './paint.ts';
import type { Column, Table } from './result.ts';

const INDENT = '  ';

/**
 * One row a paragraph: each column begins a line with its header. Values are broken at blanks to fit the width; a
 * single word that is too long is left to the terminal, from where it can be copied whole.
 */
export function paragraphsText<Row>({ columns, rows }: Table<Row>, width: number, paint?: Paint): string {
  return rows
    .map((row) => columns.map((column) => fieldText(column, column.cell(row), width, paint)).join(''))
    .join('\n');
}

function fieldText<Row>({ header, state }: Column<Row>, cell: string, width: number, paint?: Paint): string {
  const [beside = '', ...below] = wrapped(cell, width - widthOf(header) - ': '.length, width);
  const value = [...(beside === '' ? [] : [beside]), ...below].join('\n');
  const lead = beside === '' && below.length > 0 ? '\n' : ' ';
  const shown = paint && state ? paint.state(value) : value;
  return `${paint ? paint.header(header) : header}:${lead}${shown}\n`;
}

/**
 * Lines of words. The first, with room of its own, stays empty when not even one word fits it; the others are
 * indented, but for a word that has no room for that.
 */
function wrapped(text: string, firstRoom: number, room: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] === '' ? word : `${lines[last]} ${word}`;
    const indented = INDENT + word;
    if (widthOf(longer) <= (last === 0 ? firstRoom : room)) lines[last] = longer;
    else lines.push(widthOf(indented) <= room ? indented : word);
  }
  return lines;
}

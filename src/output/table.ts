import Table from 'cli-table3';
import { cellsOf, columnWidths } from './columns.ts';
import type { ListOutcome } from './outcome.ts';

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

/** The library's work grows with the square of the rows, so a long list is drawn in blocks of equal columns. */
const BLOCK = 50;

/** A list for a terminal. */
export function tableText(outcome: ListOutcome): string {
  const cells = cellsOf(outcome);
  const colWidths = columnWidths(cells);
  const blocks = Array.from({ length: Math.ceil(cells.length / BLOCK) }, (_, at) => {
    const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
    const table = new Table({ chars: NO_LINES, colWidths, style });
    table.push(...cells.slice(at * BLOCK, (at + 1) * BLOCK));
    return table.toString();
  });
  return blocks.map((block) => `${block.replace(/ +$/gm, '')}\n`).join('');
}

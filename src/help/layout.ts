/** Lays out the blocks of a help topic as lines of text: wrapped to a width, tables aligned, code left as it is. */
import { widthOf } from '../output/columns.ts';
import { type Block, type Span, spansOf } from './markdown.ts';

/** Escape codes of a terminal, or nothing. */
export interface Style {
  heading(text: string): string;
  code(text: string): string;
  strong(text: string): string;
  emphasis(text: string): string;
}

/** For pipes and files. Code keeps its backticks, so that it can be told from the words around it. */
export const PLAIN: Style = {
  heading: (text) => text,
  code: (text) => `\`${text}\``,
  strong: (text) => text,
  emphasis: (text) => text,
};

/** A part of a line that is never broken, and the columns that it takes. */
interface Word {
  readonly text: string;
  readonly width: number;
}

const INDENT = 2;
const CODE_INDENT = 6;
const GAP = 2;

/** Returns a document as text, each line at most `width` columns wide except for code. */
export function layOut(blocks: readonly Block[], width: number, style: Style): string {
  return blocks.map((block) => `${linesOf(block, width, style).join('\n')}\n`).join('\n');
}

function linesOf(block: Block, width: number, style: Style): string[] {
  const inner = width - INDENT;
  switch (block.kind) {
    case 'heading':
      return [style.heading(block.text)];
    case 'paragraph':
      return indented(wrap(block.text, inner, style), INDENT);
    case 'list':
      return block.items.flatMap((item, at) => {
        const mark = block.ordered ? `${at + 1}. ` : '- ';
        return hanging(mark, wrap(item, inner - mark.length, style));
      });
    case 'table':
      return indented(tableLines(block.header, block.rows, inner, style), INDENT);
    case 'code':
      return indented(block.text.split('\n'), CODE_INDENT);
  }
}

const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

const hanging = (mark: string, lines: readonly string[]): string[] =>
  indented(
    lines.map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line),
    INDENT,
  );

/** Breaks a text at blanks. A word that is wider than the line gets a line of its own. */
function wrap(text: string, width: number, style: Style): string[] {
  const lines: { text: string; width: number }[] = [];
  for (const word of wordsOf(text, style)) {
    const last = lines.at(-1);
    if (last && last.width + 1 + word.width <= width) {
      last.text += ` ${word.text}`;
      last.width += 1 + word.width;
    } else lines.push({ ...word });
  }
  return lines.map((line) => line.text);
}

/** Splits a text at the blanks outside of code; pieces without a blank between them make one word. */
function wordsOf(text: string, style: Style): Word[] {
  const words: { text: string; width: number }[] = [];
  let isOpen = false;
  for (const { style: kind, text: whole } of spansOf(text).flatMap(withoutLinks)) {
    for (const [at, piece] of (kind === 'code' ? [whole] : whole.split(' ')).entries()) {
      const shown = kind === 'plain' || piece === '' ? piece : style[kind](piece);
      const last = words.at(-1);
      if (at === 0 && isOpen && last) {
        last.text += shown;
        last.width += widthOf(shown);
      } else if (piece !== '') words.push({ text: shown, width: widthOf(shown) });
      isOpen = piece !== '';
    }
  }
  return words;
}

type Unlinked = Span & { readonly style: Exclude<Span['style'], 'link'> };

/** A link to another topic as its label, any other with its address. */
function withoutLinks(span: Span): Unlinked[] {
  const { style, text, url = '' } = span;
  if (style !== 'link') return [{ style, text }];
  const label = spansOf(text) as Unlinked[];
  return /^https?:/.test(url) && url !== text ? [...label, { style: 'plain', text: ` (${url})` }] : label;
}

/**
 * Aligned columns, the widest narrowed until the table fits; cells wrap inside their column. A table that cannot fit
 * becomes one paragraph a row.
 */
function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  style: Style,
): string[] {
  const hasHeader = header.some((cell) => cell !== '');
  const all = [...(hasHeader ? [header.map((cell) => cell.toUpperCase())] : []), ...rows];
  const widths = fittingWidths(all, width, style);
  if (!widths) return rows.flatMap((row, at) => [...(at === 0 ? [] : ['']), ...stacked(row, width, style)]);
  return all.flatMap((row, at) => {
    const cells = row.map((cell, column) => wrap(cell, widths[column] ?? 0, style));
    const lines = sideBySide(cells, widths);
    return hasHeader && at === 0 ? lines.map(style.heading) : lines;
  });
}

function sideBySide(cells: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const height = Math.max(...cells.map((lines) => lines.length), 1);
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, column) => padded(lines[at] ?? '', widths[column] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(width - widthOf(text), 0));

/** The first cell, and the others below it. */
const stacked = ([first = '', ...others]: readonly string[], width: number, style: Style): string[] => [
  ...wrap(first, width, style),
  ...others.flatMap((cell) => indented(wrap(cell, width - 2 * INDENT, style), 2 * INDENT)),
];

/** The width of each column; undefined when even the longest words do not fit side by side. */
function fittingWidths(
  rows: readonly (readonly string[])[],
  width: number,
  style: Style,
): number[] | undefined {
  const columns = (rows[0] ?? []).map((_, column) =>
    rows.map((row) => wordsOf(row[column] ?? '', style).map((word) => word.width)),
  );
  const longest = columns.map((cells) => Math.max(0, ...cells.flat()));
  const widths = columns.map((cells) => Math.max(...cells.map(lineWidth)));
  const room = width - GAP * (columns.length - 1);
  while (sum(widths) > room) {
    const widest = widths.reduce(
      (best, size, at) => (size > (longest[at] ?? 0) && size > (widths[best] ?? 0) ? at : best),
      widths.findIndex((size, at) => size > (longest[at] ?? 0)),
    );
    if (widest < 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const lineWidth = (words: readonly number[]): number => Math.max(0, sum(words) + words.length - 1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

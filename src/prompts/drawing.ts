/** What prompts have in common: a question over lines that fit, and drawing it anew when the terminal's size changes. */
import { stderr } from 'node:process';
import { useEffect, useRef, useState } from '@inquirer/core';
import { cells, filled } from './lines.ts';
import type { Paint } from './paint.ts';

/** A serial console, and some a container makes, do not know their size and say 0. */
const size = () => ({ columns: stderr.columns || 80, rows: stderr.rows || 24 });

export const columnsOfTerminal = (): number => size().columns;

interface Question {
  readonly message: string;
  /** What an empty line stands for, in brackets. */
  readonly offered?: string;
  /** What has been typed, or was answered. */
  readonly text: string;
  readonly isAnswered?: boolean;
}

/** The question broken between words, what is typed behind it, or below it where it does not fit there. */
export function questionLines(
  { message, offered, text, isAnswered = false }: Question,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): string[] {
  const first = `${isAnswered ? paint.answered : paint.open} `;
  const fill = (words: readonly string[]) => filled(words, columns, { indent: '  ', first });
  const words = message.split(' ').map(paint.question);
  if (isAnswered) return fill([...words, ...text.split(' ').map(paint.answer)]);
  const lines = fill([...words, ...(offered === undefined ? [] : [paint.aside(`(${offered})`)])]);
  const [above, last = ''] = [lines.slice(0, -1), lines.at(-1)];
  // One cell is for the cursor.
  if (cells(last) + 1 + text.length < columns) return [...above, `${last} ${text}`];
  return [...lines, `  ${text}`];
}

/** ECMA-48: CUU and ED. */
const up = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : '');
const ERASE_BELOW = '\u001b[J';

/**
 * The terminal's size, and how lines are put onto it: the last one above holds the cursor. At another width the
 * terminal has broken them anew, so they are wiped off before they are drawn again. A terminal that has lost count of
 * its rows by that may keep some of the old ones; what stands above them is not touched.
 */
export function useTerminal(): {
  readonly columns: number;
  readonly rows: number;
  draw(above: readonly string[], below: readonly string[]): [string, string];
} {
  const [now, setNow] = useState(size());
  const drawn = useRef<{ above: readonly string[]; below: readonly string[] }>({ above: [], below: [] });
  useEffect((rl) => {
    // Over a terminal that is gone, whose modes it cannot restore, readline would throw.
    rl.on('error', () => undefined);
    let { columns: before } = now;
    const onResize = (): void => {
      const { columns } = size();
      stderr.write(wiped(drawn.current, before, columns));
      before = columns;
      setNow(size());
    };
    stderr.on('resize', onResize);
    return () => stderr.off('resize', onResize);
  }, []);
  return {
    ...now,
    draw: (above, below) => {
      drawn.current = { above, below };
      return [above.join('\n'), below.join('\n')];
    },
  };
}

/** Wipes off what was drawn, and leaves the cursor in the row where it stood, with as many below as there were. */
function wiped(
  { above, below }: { readonly above: readonly string[]; readonly below: readonly string[] },
  before: number,
  now: number,
): string {
  const rowsIn = (lines: readonly string[], columns: number): number =>
    lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(cells(line) / columns)), 0);
  const cursorIn = (columns: number): number =>
    rowsIn(above.slice(0, -1), columns) + Math.floor(cells(above.at(-1) ?? '') / columns);
  const lowest = rowsIn(below, before);
  return `${up(cursorIn(now))}\r${ERASE_BELOW}${'\n'.repeat(cursorIn(before) + lowest)}${up(lowest)}`;
}

/** Drawing that all prompts share: lines that fit the terminal, and a redraw when its size changes. */
import { stderr } from 'node:process';
import { useEffect, useRef, useState } from '@inquirer/core';
import { displayWidth, fillLines } from './lines.ts';
import type { Theme } from './theme.ts';

/** A serial console, and in some containers any terminal, reports a size of 0. */
const terminalSize = () => ({ columns: stderr.columns || 80, rows: stderr.rows || 24 });

export const terminalColumns = (): number => terminalSize().columns;

interface PromptLine {
  readonly message: string;
  /** Shown in parentheses after the message: the default value, or `y/N`. */
  readonly hint?: string;
  /** The typed text or the answer. */
  readonly text: string;
  readonly isAnswered?: boolean;
}

/** Returns the wrapped message and the typed text, on the same line if it fits and below it if not. */
export function promptLines(
  { message, hint, text, isAnswered = false }: PromptLine,
  { columns, theme }: { readonly columns: number; readonly theme: Theme },
): string[] {
  const first = `${isAnswered ? theme.checkMark : theme.questionMark} `;
  const fill = (words: readonly string[]) => fillLines(words, columns, { indent: '  ', first });
  const words = message.split(' ').map(theme.message);
  if (isAnswered) return fill([...words, ...text.split(' ').map(theme.answer)]);
  const lines = fill([...words, ...(hint === undefined ? [] : [theme.muted(`(${hint})`)])]);
  const [above, last = ''] = [lines.slice(0, -1), lines.at(-1)];
  // One cell is for the cursor.
  if (displayWidth(last) + 1 + text.length < columns) return [...above, `${last} ${text}`];
  return [...lines, `  ${text}`];
}

/** The typed text, which a prompt that is drawn again after Ctrl-Z begins with. */
export interface KeptText {
  text: string;
}

/** Types the kept text into a prompt that is drawn again. */
export function useKeptText(kept: KeptText): void {
  useEffect((rl) => {
    if (kept.text !== '') rl.write(kept.text);
  }, []);
}

/** ECMA-48: CUU and ED. */
const cursorUp = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : '');
const ERASE_BELOW = '\u001b[J';

/** Lines on the screen. The cursor is in the last line above. */
interface Drawing {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/**
 * Returns the terminal's size and a function that draws lines. When the width changes, the terminal wraps the lines
 * again by itself, so they are erased before the prompt is drawn again. A terminal that loses track of its rows may
 * keep some of the old lines; the output above the prompt is never erased.
 */
export function useTerminal(): {
  readonly columns: number;
  readonly rows: number;
  draw(above: readonly string[], below: readonly string[]): [string, string];
} {
  const [size, setSize] = useState(terminalSize());
  const drawn = useRef<Drawing>({ above: [], below: [] });
  useEffect((rl) => {
    // readline throws if it cannot restore the modes of a closed terminal.
    rl.on('error', () => undefined);
    // Without a listener, readline would stop the process while the prompt is still drawn.
    rl.on('SIGTSTP', () => undefined);
    let { columns: before } = size;
    const onResize = (): void => {
      const { columns } = terminalSize();
      stderr.write(eraseSequence(drawn.current, before, columns));
      before = columns;
      setSize(terminalSize());
    };
    stderr.on('resize', onResize);
    return () => stderr.off('resize', onResize);
  }, []);
  return {
    ...size,
    draw: (above, below) => {
      drawn.current = { above, below };
      return [above.join('\n'), below.join('\n')];
    },
  };
}

/** Erases the drawing, then moves the cursor to its old row, with the same number of rows below it as before. */
function eraseSequence({ above, below }: Drawing, columnsBefore: number, columns: number): string {
  const rowsOf = (lines: readonly string[], width: number): number =>
    lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(line) / width)), 0);
  const cursorRow = (width: number): number =>
    rowsOf(above.slice(0, -1), width) + Math.floor(displayWidth(above.at(-1) ?? '') / width);
  const rowsBelow = rowsOf(below, columnsBefore);
  const newLines = '\n'.repeat(cursorRow(columnsBefore) + rowsBelow);
  return `${cursorUp(cursorRow(columns))}\r${ERASE_BELOW}${newLines}${cursorUp(rowsBelow)}`;
}

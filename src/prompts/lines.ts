/** Lines that fit the terminal. The text is ASCII, so one character takes one cell. */
import { stripVTControlCharacters } from 'node:util';
import { ELLIPSIS } from '../glyphs.ts';
import { count } from '../model/count.ts';
import type { UnavailableChoice } from '../ports/terminal.ts';

/** Returns the number of terminal cells that a text takes; color codes take none. */
export const displayWidth = (text: string): number => stripVTControlCharacters(text).length;

/** Cuts a line to a number of cells. */
export const truncate = (line: string, width: number): string =>
  line.length <= width
    ? line
    : `${line.slice(0, Math.max(0, width - ELLIPSIS.length))}${ELLIPSIS}`.slice(0, width);

/** Arranges words in lines. The first line starts with `first`, all others with `indent`. */
export function fillLines(
  words: readonly string[],
  width: number,
  { indent, first = indent }: { readonly indent: string; readonly first?: string },
): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(first + word);
    else if (displayWidth(last) + 1 + displayWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines.map((line) => line.trimEnd());
}

/** Wraps a line between words. Continuation lines align with the text after the line's label if there is room. */
export function wrap(line: string, width: number): string[] {
  const label = /^ *(?:[+-] )?(?:\S+(?: \S+)*? {2,})?/.exec(line)?.[0].length ?? 0;
  const longest = Math.max(...line.slice(label).split(' ').map(displayWidth));
  const indent = Math.max(0, Math.min(label, Math.floor(width / 2), width - longest));
  return fillLines(line.slice(indent).split(' '), width, {
    indent: ' '.repeat(indent),
    first: line.slice(0, indent),
  });
}

/** The maximum number of names listed for one reason. */
const MAX_NAMES = 3;

/**
 * Returns one line about the unavailable choices: `unavailable: osaka, tokyo (already peered); lima (not active)`. If
 * that is too long, it counts them for as many reasons as fit: `unavailable: 2 already peered, 1 other`.
 */
export function unavailableLine(unavailable: readonly UnavailableChoice[], width: number): string {
  const groups = new Map<string, string[]>();
  for (const { name, reason } of unavailable) groups.set(reason, [...(groups.get(reason) ?? []), name]);
  const named = [...groups].map(([reason, names]) => `${nameList(names)} (${reason})`);
  const lines = [`unavailable: ${named.join('; ')}`, ...countLines(groups, unavailable.length)];
  return lines.find((line) => line.length <= width) ?? truncate(`${unavailable.length} unavailable`, width);
}

/** Returns a line with the counts for all reasons, then lines that drop the least common reasons one by one. */
function countLines(groups: ReadonlyMap<string, readonly string[]>, total: number): string[] {
  const sizes = [...groups].map(([reason, names]) => ({ reason, size: names.length }));
  sizes.sort((one, other) => other.size - one.size);
  return sizes.map((_, dropped) => {
    const kept = sizes.slice(0, sizes.length - dropped);
    const others = total - kept.reduce((sum, { size }) => sum + size, 0);
    const parts = kept.map(({ reason, size }) => `${size} ${reason}`);
    const rest = others > 0 ? [count(others, 'other')] : [];
    return `unavailable: ${[...parts, ...rest].join(', ')}`;
  });
}

function nameList(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ');
  return `${names.slice(0, MAX_NAMES - 1).join(', ')} and ${names.length - MAX_NAMES + 1} more`;
}

/** Lines that fit the terminal. Names and reasons are ASCII, so that a character is a cell. */
import { stripVTControlCharacters } from 'node:util';
import type { Absent } from '../ports/terminal.ts';

/** How many cells a text takes; what colours it takes none. */
export const cells = (text: string): number => stripVTControlCharacters(text).length;

/** A line cut to a width, in cells. */
export const fitted = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;

/** Words put into lines, the first of which begins with `first` and the others with `indent`. */
export function filled(
  words: readonly string[],
  width: number,
  { indent, first = indent }: { readonly indent: string; readonly first?: string },
): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(first + word);
    else if (cells(last) + 1 + cells(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines.map((line) => line.trimEnd());
}

/** A line broken between words; what goes on is set in below the text after its label, where its words fit there. */
export function wrapped(line: string, width: number): string[] {
  const label = /^ *(?:[+-] )?(?:\S+(?: \S+)*? {2,})?/.exec(line)?.[0].length ?? 0;
  const longest = Math.max(...line.slice(label).split(' ').map(cells));
  const indent = Math.max(0, Math.min(label, Math.floor(width / 2), width - longest));
  return filled(line.slice(indent).split(' '), width, {
    indent: ' '.repeat(indent),
    first: line.slice(0, indent),
  });
}

/** Names of one reason that are told before the rest is counted. */
const TOLD = 3;

/**
 * Why some cannot be chosen, in one line: `not offered: osaka, tokyo (already peered); lima (not active)`. Where
 * that does not fit, how many there are for as many of the reasons as do: `not offered: 2 already peered, 1 other`.
 */
export function absentLine(absent: readonly Absent[], width: number): string {
  const groups = new Map<string, string[]>();
  for (const { name, why } of absent) groups.set(why, [...(groups.get(why) ?? []), name]);
  const told = [...groups].map(([why, names]) => `${namesOf(names)} (${why})`);
  const line = [`not offered: ${told.join('; ')}`, ...countedLines(groups, absent.length)].find(
    (one) => one.length <= width,
  );
  return line ?? fitted(`${absent.length} not offered`, width);
}

/** With all the reasons, and with ever fewer, those of the most first. */
function countedLines(groups: ReadonlyMap<string, readonly string[]>, all: number): string[] {
  const counts = [...groups].map(([why, names]) => ({ why, count: names.length }));
  counts.sort((one, other) => other.count - one.count);
  return counts.map((_, less) => {
    const told = counts.slice(0, counts.length - less);
    const others = all - told.reduce((sum, { count }) => sum + count, 0);
    const parts = told.map(({ why, count }) => `${count} ${why}`);
    const rest = others > 0 ? [`${others} other${others === 1 ? '' : 's'}`] : [];
    return `not offered: ${[...parts, ...rest].join(', ')}`;
  });
}

function namesOf(names: readonly string[]): string {
  if (names.length <= TOLD) return names.join(', ');
  return `${names.slice(0, TOLD - 1).join(', ')} and ${names.length - TOLD + 1} more`;
}

/** Lines that fit the terminal. Names and reasons are ASCII, so that a character is a cell. */
import type { Absent } from '../ask.ts';

/** A line cut to a width, in cells. */
export const fitted = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;

/** A line broken between words, what goes on set in below the text after its label. */
export function wrapped(line: string, width: number): string[] {
  const indent = ' '.repeat(
    Math.min(/^ *(?:[+-] )?(?:\S+(?: \S+)*? {2,})?/.exec(line)?.[0].length ?? 0, Math.floor(width / 2)),
  );
  const lines: string[] = [];
  for (const word of line.slice(indent.length).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push((lines.length === 0 ? line.slice(0, indent.length) : indent) + word);
  }
  return lines;
}

/** Names of one reason that are told before the rest is counted. */
const TOLD = 3;

/** Why some cannot be chosen, in one line: `not offered: osaka, tokyo (already peered); 12 others (not active)`. */
export function absentLine(absent: readonly Absent[], width: number): string {
  const groups = new Map<string, string[]>();
  for (const { name, why } of absent) groups.set(why, [...(groups.get(why) ?? []), name]);
  const parts = [...groups].map(([why, names]) => `${told(names)} (${why})`);
  return fitted(`not offered: ${parts.join('; ')}`, width);
}

function told(names: readonly string[]): string {
  if (names.length <= TOLD) return names.join(', ');
  return `${names.slice(0, TOLD - 1).join(', ')} and ${names.length - TOLD + 1} more`;
}

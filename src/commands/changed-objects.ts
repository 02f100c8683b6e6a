/** Changed objects of the state, value by value. */
import type { ChangedObject } from '../ports/state-admin.ts';
import { visible } from '../visible.ts';

/** The sign of a changed object in lists. */
export const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

/** Maximum length of a value, in characters. */
const MAX_VALUE = 400;

/** Returns a line for each object, and below it an indented line for each of its values. */
export const changedObjectLines = (objects: readonly ChangedObject[]): string[] =>
  objects.flatMap(({ kind, name, change, values }) => [
    `${SIGNS[change]} ${kind} ${visible(name)}${values ? '' : ': its values are not recorded'}`,
    ...(values ?? []).map(
      ({ name: value, before, after }) => `    ${visible(value)}: ${changeText(before, after)}`,
    ),
  ]);

/** Returns the lines that fit into a prompt, and the number of the others. */
export function shortened(lines: readonly string[], limit = 200): string[] {
  if (lines.length <= limit) return [...lines];
  return [...lines.slice(0, limit), `and ${lines.length - limit} more lines, which --dry-run shows`];
}

function changeText(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return textOf(after);
  if (after === undefined) return `${textOf(before)} (removed)`;
  return before === after ? 'changed (hidden)' : `${textOf(before)} -> ${textOf(after)}`;
}

const textOf = (value = ''): string => (value === '' ? '(none)' : visible(value, MAX_VALUE));

/** Items of a long list that are shown; the others are counted. */
const SHOWN = 5;

/**
 * Returns the first items of a long list, and the line that counts the others. A list that is longer by only one item is
 * shown completely, since the count would take the same line.
 */
export function folded<Item>(
  items: readonly Item[],
  moreLine: (rest: number) => string,
  shown = SHOWN,
): { readonly items: readonly Item[]; readonly more: readonly string[] } {
  if (items.length <= shown + 1) return { items, more: [] };
  return { items: items.slice(0, shown), more: [moreLine(items.length - shown)] };
}

/** Returns the lines of a long list, folded. */
export function foldedLines(
  lines: readonly string[],
  moreLine: (rest: number) => string,
  shown?: number,
): string[] {
  const { items, more } = folded(lines, moreLine, shown);
  return [...items, ...more];
}

/** Returns a long list of names as text, folded. */
export const foldedText = (names: readonly string[]): string =>
  foldedLines(names, (rest) => `and ${rest} more`, 20).join(', ');

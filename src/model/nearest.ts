/** Suggestions for mistyped names. */

/**
 * Returns the most similar name, ignoring case, if at most a third of its letters differ. Names that differ only in their
 * numbers are other objects, not misspellings: g1 is never suggested for g10, nor one CIDR for another.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  const candidates = names.filter((known) => !differInNumbers(wanted, known));
  if (candidates.length === 0) return undefined;
  const near = mostSimilar(wanted, candidates);
  return distance(wanted, near) <= Math.max(1, Math.ceil(near.length / 3)) ? near : undefined;
}

function differInNumbers(one: string, other: string): boolean {
  const letters = one.replace(NUMBERS, '#');
  return letters.includes('#') && letters === other.toLowerCase().replace(NUMBERS, '#');
}

const NUMBERS = /[0-9]+/g;

/** Returns the name with the smallest distance, the first of several; '' if there are no names. */
export function mostSimilar(name: string, names: readonly string[]): string {
  let [nearest, least] = ['', Number.POSITIVE_INFINITY];
  for (const known of names) {
    const found = distance(name, known);
    if (found < least) [nearest, least] = [known, found];
  }
  return nearest;
}

/**
 * Optimal string alignment distance: how many characters must be inserted, deleted, replaced or swapped with the next one
 * to turn one text into the other. Keeps two rows of the table, whose cell [i][j] is the distance of the first i and j
 * characters.
 */
function distance(a: string, b: string): number {
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const twoAbove = above;
    above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (twoAbove[j - 2] ?? 0) + 1 : replaced;
      row.push(Math.min(replaced, swapped, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}

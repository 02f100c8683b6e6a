import { closest, distance } from 'fastest-levenshtein';

/** Returns the most similar name, ignoring case, if at most a third of its letters differ. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  const near = closest(wanted, names);
  return distance(wanted, near) <= Math.max(1, Math.ceil(near.length / 3)) ? near : undefined;
}

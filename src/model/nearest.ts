import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant: at most a third of the letters differ, whatever their case. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  const near = closest(wanted, names);
  return distance(wanted, near) <= Math.max(1, Math.ceil(near.length / 3)) ? near : undefined;
}

import { type Family, widthOf } from '../address/ip.ts';
import type { CidrList } from './list.ts';

/** Entries of a list with their current sort keys. */
interface KeyedEntries {
  readonly entries: Uint32Array;
  readonly keys: Uint32Array;
}

/**
 * Returns the entries of one family in plan order: by first address, then the larger network first. Equal networks keep
 * the order of the list.
 *
 * This is a radix sort from the least to the most significant key. Each pass is stable, so it keeps the order of the
 * passes before among equal keys.
 *
 *     10.2.0.0/16           10.2.0.0/16          10.0.0.0/8
 *     10.0.0.0/16  prefix   10.0.0.0/8   bytes   10.0.0.0/16
 *     10.0.0.0/8   ----->   10.2.0.0/16  ----->  10.2.0.0/16
 *
 * It takes less than half the time of a sort with a comparison function.
 */
export function sortInPlanOrder({ size, columns }: CidrList, family: Family): Uint32Array {
  const { families, prefixes, words } = columns;
  const entries = entriesOf(family, families.subarray(0, size));
  let current: KeyedEntries = { entries, keys: new Uint32Array(entries.length) };
  let spare: KeyedEntries = {
    entries: new Uint32Array(entries.length),
    keys: new Uint32Array(entries.length),
  };
  loadKeys(current, prefixes, 1, 0);
  [current, spare] = sortByBytes(current, spare, 1);
  for (let word = widthOf(family) / 32 - 1; word >= 0; word--) {
    loadKeys(current, words, 4, word);
    [current, spare] = sortByBytes(current, spare, 4);
  }
  return current.entries;
}

/** Returns the numbers of the entries of one family. */
function entriesOf(family: Family, families: Uint8Array): Uint32Array {
  const entries = new Uint32Array(families.length);
  let count = 0;
  for (let entry = 0; entry < families.length; entry++) {
    if (families[entry] === family) entries[count++] = entry;
  }
  return entries.subarray(0, count);
}

/** Sets the sort keys from a column with `width` numbers for each entry. */
function loadKeys(
  { entries, keys }: KeyedEntries,
  column: Uint8Array | Uint32Array,
  width: number,
  offset: number,
): void {
  for (let at = 0; at < keys.length; at++) {
    keys[at] = column[(entries[at] as number) * width + offset] as number;
  }
}

/** Sorts by the lowest bytes of the keys. Returns the sorted entries and the buffer that is free again. */
function sortByBytes(
  unsorted: KeyedEntries,
  free: KeyedEntries,
  bytes: number,
): [KeyedEntries, KeyedEntries] {
  let [current, spare] = [unsorted, free];
  for (let byte = 0; byte < bytes; byte++) {
    if (sortByByte(current, byte * 8, spare)) [current, spare] = [spare, current];
  }
  return [current, spare];
}

/** Copies the entries, sorted by the eight bits above `shift`. If all are equal, copies nothing and returns false. */
function sortByByte({ entries, keys }: KeyedEntries, shift: number, into: KeyedEntries): boolean {
  const counts = new Uint32Array(256);
  for (let at = 0; at < keys.length; at++) (counts[((keys[at] as number) >>> shift) & 0xff] as number)++;
  if (counts.includes(keys.length)) return false;
  const next = startsOf(counts);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    const target = (next[(key >>> shift) & 0xff] as number)++;
    into.entries[target] = entries[at] as number;
    into.keys[target] = key;
  }
  return true;
}

/** Returns the start of each byte's entries: the number of entries with smaller bytes. */
function startsOf(counts: Uint32Array): Uint32Array {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

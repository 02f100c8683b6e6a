import { type Family, widthOf } from '../address/ip.ts';
import type { CidrList } from './list.ts';

/** Entries of a list, each beside the number it is being sorted by. */
interface Keyed {
  readonly entries: Uint32Array;
  readonly keys: Uint32Array;
}

/**
 * The entries of one family in the order of an address plan: by first address, the larger network first, equal
 * ones as they stand in the list.
 *
 * A radix sort, from the last of what decides to the first: each pass keeps what is equal in the order it came
 * in, and so in the order of the passes before.
 *
 *     10.2.0.0/16           10.2.0.0/16          10.0.0.0/8
 *     10.0.0.0/16  prefix   10.0.0.0/8   bytes   10.0.0.0/16
 *     10.0.0.0/8   ----->   10.2.0.0/16  ----->  10.2.0.0/16
 *
 * It takes less than half the time of a comparing function.
 */
export function inPlanOrder({ size, columns }: CidrList, family: Family): Uint32Array {
  const { families, prefixes, words } = columns;
  const entries = entriesWith(family, families.subarray(0, size));
  let now: Keyed = { entries, keys: new Uint32Array(entries.length) };
  let spare: Keyed = { entries: new Uint32Array(entries.length), keys: new Uint32Array(entries.length) };
  takeKeys(now, prefixes, 1, 0);
  [now, spare] = sortByBytes(now, spare, 1);
  for (let word = widthOf(family) / 32 - 1; word >= 0; word--) {
    takeKeys(now, words, 4, word);
    [now, spare] = sortByBytes(now, spare, 4);
  }
  return now.entries;
}

/** The numbers of the entries of one family. */
function entriesWith(family: Family, families: Uint8Array): Uint32Array {
  const entries = new Uint32Array(families.length);
  let count = 0;
  for (let entry = 0; entry < families.length; entry++) {
    if (families[entry] === family) entries[count++] = entry;
  }
  return entries.subarray(0, count);
}

/** Sets the keys from a column that holds `width` numbers for each entry. */
function takeKeys(
  { entries, keys }: Keyed,
  column: Uint8Array | Uint32Array,
  width: number,
  at: number,
): void {
  for (let place = 0; place < keys.length; place++) {
    keys[place] = column[(entries[place] as number) * width + at] as number;
  }
}

/** Sorts by so many of the lowest bytes of the keys. Returns the sorted ones, then those free to be written over. */
function sortByBytes(unsorted: Keyed, free: Keyed, bytes: number): [Keyed, Keyed] {
  let [now, spare] = [unsorted, free];
  for (let byte = 0; byte < bytes; byte++) {
    if (sortByByte(now, byte * 8, spare)) [now, spare] = [spare, now];
  }
  return [now, spare];
}

/** Copies in the order of the eight bits above `shift`; returns false, nothing copied, when they are all equal. */
function sortByByte({ entries, keys }: Keyed, shift: number, into: Keyed): boolean {
  const counts = new Uint32Array(256);
  for (let at = 0; at < keys.length; at++) (counts[((keys[at] as number) >>> shift) & 0xff] as number)++;
  if (counts.includes(keys.length)) return false;
  const next = startsOf(counts);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    const place = (next[(key >>> shift) & 0xff] as number)++;
    into.entries[place] = entries[at] as number;
    into.keys[place] = key;
  }
  return true;
}

/** Where the entries of each byte begin: how many there are of the smaller ones. */
function startsOf(counts: Uint32Array): Uint32Array {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

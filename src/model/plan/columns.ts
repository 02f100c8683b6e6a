import { type Cidr, networkOf } from '../address/cidr.ts';
import { type Bytes, type Family, scanIpv4, scanIpv6, widthOf } from '../address/ip.ts';

/**
 * Networks in columns, one row for each. A million networks take 18 MB, and the garbage collector has nothing to trace.
 *
 *     row  families  prefixes  words
 *       0         4        16  0a000000 00000000 00000000 00000000     10.0.0.0/16
 *       1         6        48  fd001234 56780000 00000000 00000000     fd00:1234:5678::/48
 *
 * An IPv4 address takes the first word, so a prefix length counts from the first bit in both families.
 */
export interface Columns {
  /** 4 or 6. */
  readonly families: Uint8Array;
  readonly prefixes: Uint8Array;
  /** Four 32-bit words for each row, the most significant first. No bit is set after the prefix. */
  readonly words: Uint32Array;
}

/** Allocates columns. The operating system provides the memory of a row when it is first written. */
export const allocateColumns = (rows: number): Columns => ({
  families: new Uint8Array(rows),
  prefixes: new Uint8Array(rows),
  words: new Uint32Array(rows * 4),
});

const SLASH = 0x2f;
const ZERO = 0x30;

/**
 * Scans bytes[from, to) as a CIDR into a row. Accepts the same text as `readCidr`. Returns whether it is
 * valid; if not, the content of the row is undefined and can be overwritten.
 */
export function scanCidr(bytes: Bytes, from: number, to: number, columns: Columns, row: number): boolean {
  let slash = from;
  while (slash < to && bytes[slash] !== SLASH) slash++;
  const family = scanAddress(bytes, from, slash, columns.words, row * 4);
  if (family === undefined) return false;
  const prefix = scanPrefix(bytes, slash + 1, to, widthOf(family));
  if (prefix < 0 || hasHostBits(columns.words, row * 4, prefix)) return false;
  columns.families[row] = family;
  columns.prefixes[row] = prefix;
  return true;
}

/** Scans an address into four words. Returns its family, or undefined if it is invalid. */
function scanAddress(
  bytes: Bytes,
  from: number,
  to: number,
  words: Uint32Array,
  offset: number,
): Family | undefined {
  const ipv4 = scanIpv4(bytes, from, to);
  if (ipv4 < 0) return scanIpv6(bytes, from, to, words, offset) ? 6 : undefined;
  words[offset] = ipv4;
  words.fill(0, offset + 1, offset + 4);
  return 4;
}

/** Scans a prefix length without leading zeros. Returns -1 if it is invalid or longer than `width`. */
function scanPrefix(bytes: Bytes, from: number, to: number, width: number): number {
  const length = to - from;
  if (length < 1 || (length > 1 && bytes[from] === ZERO)) return -1;
  let prefix = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    prefix = prefix * 10 + digit;
  }
  return prefix <= width ? prefix : -1;
}

/** Returns whether the four words at the offset have a bit set after the prefix. */
function hasHostBits(words: Uint32Array, offset: number, prefix: number): boolean {
  let hostBits = 0xffff_ffff >>> (prefix % 32);
  for (let word = Math.floor(prefix / 32); word < 4; word++) {
    if (((words[offset + word] as number) & hostBits) !== 0) return true;
    hostBits = 0xffff_ffff;
  }
  return false;
}

/** Returns whether the first bits of two rows of one family are equal. */
export function haveSamePrefix({ words }: Columns, one: number, other: number, bits: number): boolean {
  const [a, b] = [one * 4, other * 4];
  const whole = Math.floor(bits / 32);
  for (let word = 0; word < whole; word++) {
    if (words[a + word] !== words[b + word]) return false;
  }
  const rest = bits % 32;
  if (rest === 0) return true;
  return ((words[a + whole] as number) ^ (words[b + whole] as number)) >>> (32 - rest) === 0;
}

export function cidrOf({ families, prefixes, words }: Columns, row: number): Cidr {
  const family = families[row] as Family;
  let value = 0n;
  for (const word of words.subarray(row * 4, row * 4 + widthOf(family) / 32)) {
    value = (value << 32n) | BigInt(word);
  }
  return networkOf({ family, value }, prefixes[row] as number);
}

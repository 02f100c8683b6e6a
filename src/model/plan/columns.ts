import { type Cidr, networkOf } from '../address/cidr.ts';
import { type Bytes, type Family, scanIpv4, scanIpv6, widthOf } from '../address/ip.ts';

/**
 * Networks in columns, one row each: what 1,000,000 of them need is 18 MB, and nothing for the collector to
 * trace.
 *
 *     row  families  prefixes  words
 *       0         4        16  0a000000 00000000 00000000 00000000     10.0.0.0/16
 *       1         6        48  fd001234 56780000 00000000 00000000     fd00:1234:5678::/48
 *
 * The bits of IPv4 stand at the front as well, so that a prefix length means the same in every row.
 */
export interface Columns {
  /** 4 or 6. */
  readonly families: Uint8Array;
  readonly prefixes: Uint8Array;
  /** Four words of 32 bits for each row, the most significant first; no bit is set behind the prefix. */
  readonly words: Uint32Array;
}

/** Columns with room for so many rows. The system hands out memory only for those that are written. */
export const columnsFor = (rows: number): Columns => ({
  families: new Uint8Array(rows),
  prefixes: new Uint8Array(rows),
  words: new Uint32Array(rows * 4),
});

const SLASH = 0x2f;
const ZERO = 0x30;

/**
 * Scans bytes[from, to) as a canonical CIDR into a row: accepts just what `readCidr` accepts. Returns whether
 * it is one; when it is not, the row holds nothing of use and can be written again.
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

/** Scans an address into four words at the offset. */
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

/** Scans a decimal prefix length without leading zeros; -1 when it is none of an address of this width. */
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

/** Whether one of the four words at the offset has a bit set behind the prefix. */
function hasHostBits(words: Uint32Array, offset: number, prefix: number): boolean {
  let hostBits = 0xffff_ffff >>> (prefix % 32);
  for (let word = Math.floor(prefix / 32); word < 4; word++) {
    if (((words[offset + word] as number) & hostBits) !== 0) return true;
    hostBits = 0xffff_ffff;
  }
  return false;
}

/** Whether two rows of one family agree in their first bits. */
export function agree({ words }: Columns, one: number, other: number, bits: number): boolean {
  const [a, b] = [one * 4, other * 4];
  const whole = Math.floor(bits / 32);
  for (let word = 0; word < whole; word++) {
    if (words[a + word] !== words[b + word]) return false;
  }
  const rest = bits % 32;
  if (rest === 0) return true;
  return ((words[a + whole] as number) ^ (words[b + whole] as number)) >>> (32 - rest) === 0;
}

/** The canonical text of a row. */
export function cidrOf({ families, prefixes, words }: Columns, row: number): Cidr {
  const family = families[row] as Family;
  let value = 0n;
  for (const word of words.subarray(row * 4, row * 4 + widthOf(family) / 32)) {
    value = (value << 32n) | BigInt(word);
  }
  return networkOf({ family, value }, prefixes[row] as number);
}

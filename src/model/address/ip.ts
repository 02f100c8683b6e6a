/**
 * IP addresses as numbers and as text, in one strict grammar.
 *
 * The text of an address is accepted only in its canonical form: IPv4 as four decimal parts without leading
 * zeros (RFC 6943, 3.1.1: the "strict" form), IPv6 as RFC 5952 writes it. Everything looser has been a
 * vulnerability in somebody's parser (CVE-2021-28918, CVE-2021-29418, CVE-2024-29415: octal and short forms).
 */
export type Family = 4 | 6;

/** An address as a number: 32 bits for family 4, 128 bits for family 6. */
export interface IpNumber {
  readonly family: Family;
  readonly value: bigint;
}

/** Bits in an address of the family. */
export const widthOf = (family: Family): 32 | 128 => (family === 4 ? 32 : 128);

const DOT = 0x2e;
const COLON = 0x3a;

/** Value of an ASCII decimal digit, else -1. */
const decimal = (code: number): number => (code >= 0x30 && code <= 0x39 ? code - 0x30 : -1);

/** Value of an ASCII lower-case hexadecimal digit, else -1: RFC 5952, 4.3 wants lower case. */
const hexadecimal = (code: number): number =>
  code >= 0x61 && code <= 0x66 ? code - 0x61 + 10 : decimal(code);

/** Bytes to scan: ASCII codes. Whoever holds a string passes `asciiOf(text)`. */
export type Bytes = ArrayLike<number>;

/**
 * Scans bytes[from, to) as a canonical IPv4 address.
 * Returns the 32 bits as an unsigned number, or -1.
 */
export function scanIpv4(bytes: Bytes, from: number, to: number): number {
  let value = 0;
  let at = from;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && (at >= to || bytes[at++] !== DOT)) return -1;
    const start = at;
    let octet = 0;
    for (; at < to && at - start < 3; at++) {
      const digit = decimal(bytes[at] as number);
      if (digit < 0) break;
      octet = octet * 10 + digit;
    }
    const digits = at - start;
    if (digits === 0 || octet > 255 || (digits > 1 && bytes[start] === 0x30)) return -1;
    value = value * 256 + octet;
  }
  return at === to ? value : -1;
}

/** Working space of `scanIpv6`: one group of 16 bits each. */
const groups = new Uint16Array(8);

/**
 * Scans bytes[from, to) as a canonical IPv6 address (RFC 5952; the dotted form of 5. is left out, since no
 * network of ours is IPv4-mapped) into `words`: four 32-bit words, the most significant first, at `offset`.
 * Returns whether it is one.
 */
export function scanIpv6(bytes: Bytes, from: number, to: number, words: Uint32Array, offset = 0): boolean {
  let count = 0;
  let gap = -1;
  let at = from;
  if (at < to && bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON || at + 1 >= to) return false;
    gap = 0;
    at += 2;
  }
  while (at < to) {
    if (count === 8) return false;
    const start = at;
    let group = 0;
    for (; at < to && at - start < 4; at++) {
      const digit = hexadecimal(bytes[at] as number);
      if (digit < 0) break;
      group = group * 16 + digit;
    }
    const digits = at - start;
    if (digits === 0 || (digits > 1 && bytes[start] === 0x30)) return false;
    groups[count++] = group;
    if (at === to) break;
    if (bytes[at++] !== COLON || at === to) return false;
    if (bytes[at] === COLON) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  const missing = 8 - count;
  if (gap < 0 ? missing !== 0 : missing < 2) return false;
  if (gap >= 0) {
    groups.copyWithin(gap + missing, gap, count);
    groups.fill(0, gap, gap + missing);
  }
  if (gap !== longestZeroRun(groups).start || (gap >= 0 && missing !== longestZeroRun(groups).length)) {
    return false;
  }
  for (let word = 0; word < 4; word++) {
    words[offset + word] = (groups[word * 2] as number) * 0x10000 + (groups[word * 2 + 1] as number);
  }
  return true;
}

/** The run of zero groups that `::` stands for: the longest of at least two, the first among equals (RFC 5952, 4.2). */
function longestZeroRun(parts: Bytes): { start: number; length: number } {
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; ) {
    let end = at;
    while (end < 8 && parts[end] === 0) end++;
    if (end - at > length) {
      start = at;
      length = end - at;
    }
    at = end + 1;
  }
  return { start, length };
}

/** The codes of a text, with everything outside ASCII as 0xff, which no grammar here accepts. */
export function asciiOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[at] = code < 0x80 ? code : 0xff;
  }
  return bytes;
}

const scratch = new Uint32Array(4);

/** Reads the canonical text of an address; undefined when it is none. */
export function readIp(text: string): IpNumber | undefined {
  if (text.length > 39) return undefined;
  const bytes = asciiOf(text);
  const ipv4 = scanIpv4(bytes, 0, bytes.length);
  if (ipv4 >= 0) return { family: 4, value: BigInt(ipv4) };
  if (!scanIpv6(bytes, 0, bytes.length, scratch)) return undefined;
  let value = 0n;
  for (const word of scratch) value = (value << 32n) | BigInt(word);
  return { family: 6, value };
}

/** The canonical text of an address: RFC 5952 for IPv6. */
export function writeIp({ family, value }: IpNumber): string {
  if (family === 4) {
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
  }
  const parts = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn));
  const { start, length } = longestZeroRun(parts);
  const text = parts.map((part) => part.toString(16));
  if (start < 0) return text.join(':');
  return `${text.slice(0, start).join(':')}::${text.slice(start + length).join(':')}`;
}

/**
 * Conversion of IP addresses between text and numbers.
 *
 * IPv4 is accepted only as four decimal numbers without leading zeros (the "strict" form of RFC 6943, section 3.1.1):
 * octal and short forms have caused vulnerabilities in other parsers (CVE-2021-28918, CVE-2021-29418, CVE-2024-29415).
 * IPv6 is accepted in every form of RFC 4291, section 2.2, and written as in RFC 5952.
 */
export type Family = 4 | 6;

/** An address as a number: 32 bits for family 4, 128 bits for family 6. */
export interface IpNumber {
  readonly family: Family;
  readonly value: bigint;
}

/** Returns the number of bits in an address. */
export const widthOf = (family: Family): 32 | 128 => (family === 4 ? 32 : 128);

const DOT = 0x2e;
const COLON = 0x3a;

/** Returns the value of an ASCII decimal digit, or -1. */
const decimal = (code: number): number => (code >= 0x30 && code <= 0x39 ? code - 0x30 : -1);

/** Returns the value of an ASCII hexadecimal digit, or -1. */
function hexadecimal(code: number): number {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : decimal(code);
}

/** ASCII codes of the text to scan; `asciiOf` converts a string. */
export type Bytes = ArrayLike<number>;

/**
 * Scans bytes[from, to) as a canonical IPv4 address. Returns it as an unsigned 32-bit number, or -1 if it is invalid.
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

/** Scratch space of `scanIpv6`: eight groups of 16 bits. */
const groups = new Uint16Array(8);

/**
 * Scans bytes[from, to) as an IPv6 address in any form of RFC 4291, section 2.2, without a zone. Writes it to `words` at
 * `offset` as four 32-bit words, the most significant first. Returns whether it is valid.
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
    if (at < to && bytes[at] === DOT) {
      if (!scanDottedEnd(bytes, start, to, count)) return false;
      count += 2;
      break;
    }
    if (at === start) return false;
    groups[count++] = group;
    if (at === to) break;
    if (bytes[at++] !== COLON || at === to) return false;
    if (bytes[at] === COLON) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  return fillGap(count, gap) && writeGroups(words, offset);
}

/** Scans the last 32 bits in dotted form (RFC 4291, section 2.2.3) into two groups. IPv4-mapped addresses are refused. */
function scanDottedEnd(bytes: Bytes, from: number, to: number, count: number): boolean {
  const ipv4 = scanIpv4(bytes, from, to);
  if (ipv4 < 0 || count > 6) return false;
  if (count > 0 && groups[count - 1] === 0xffff && groups.subarray(0, count - 1).every((one) => one === 0))
    return false;
  groups[count] = Math.floor(ipv4 / 0x10000);
  groups[count + 1] = ipv4 % 0x10000;
  return true;
}

/** Inserts the zero groups that `::` stands for. Returns whether there are eight groups then. */
function fillGap(count: number, gap: number): boolean {
  const missing = 8 - count;
  if (gap < 0 || missing < 1) return gap < 0 && missing === 0;
  groups.copyWithin(gap + missing, gap, count);
  groups.fill(0, gap, gap + missing);
  return true;
}

/** Writes the groups to four words; returns true. */
function writeGroups(words: Uint32Array, offset: number): true {
  for (let word = 0; word < 4; word++) {
    words[offset + word] = (groups[word * 2] as number) * 0x10000 + (groups[word * 2 + 1] as number);
  }
  return true;
}

/**
 * Returns the zero groups that `::` replaces: the first of the longest runs of at least two (RFC 5952, section 4.2).
 */
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

/** Returns the ASCII codes of a text. Any other character becomes 0xff, which no scanner accepts. */
export function asciiOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[at] = code < 0x80 ? code : 0xff;
  }
  return bytes;
}

const scratch = new Uint32Array(4);

/** Length of the longest form, `0000:0000:0000:0000:0000:0000:255.255.255.255`. */
const LONGEST = 45;

/** Reads an address; undefined if the text is none. */
export function readIp(text: string): IpNumber | undefined {
  if (text.length > LONGEST) return undefined;
  const bytes = asciiOf(text);
  const ipv4 = scanIpv4(bytes, 0, bytes.length);
  if (ipv4 >= 0) return { family: 4, value: BigInt(ipv4) };
  if (!scanIpv6(bytes, 0, bytes.length, scratch)) return undefined;
  let value = 0n;
  for (const word of scratch) value = (value << 32n) | BigInt(word);
  return { family: 6, value };
}

/** Returns the canonical form of an address: RFC 5952 for IPv6. */
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

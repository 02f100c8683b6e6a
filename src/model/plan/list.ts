/**
 * Lists of CIDRs, from a file or from the plan. A list can have millions of entries.
 *
 *     # a comment
 *     10.0.0.0/16   seoul, the old one   # the name is any text before a comment
 *     fd00:1234::/48
 *
 * Lines end with LF, CRLF or CR; the last one may end with the file. Spaces and tabs separate words. A byte order mark
 * is skipped.
 */

import type { Cidr } from '../address/cidr.ts';
import { asciiOf } from '../address/ip.ts';
import { cidrHint } from '../address/parse.ts';
import { allocateColumns, type Columns, cidrOf, scanCidr } from './columns.ts';

/** Networks with the numbers 0 to `size - 1`, in the order of the file. */
export interface CidrList {
  readonly size: number;
  readonly columns: Columns;
  readonly cidrAt: (entry: number) => Cidr;
  /** Its name, or ''. This is untrusted text: print it with `visible`. */
  readonly nameAt: (entry: number) => string;
  /** Its line number in the file, starting at 1; undefined if the list is not from a file. */
  readonly lineAt: (entry: number) => number | undefined;
}

/** A line without a valid CIDR. */
export interface BadLine {
  readonly line: number;
  /** The text in place of the CIDR. It is untrusted. */
  readonly text: string;
  readonly hint: string;
}

/** The invalid lines of a file. Only two numbers are stored for each; the text and hint are computed on demand. */
export interface BadLines extends Iterable<BadLine> {
  readonly size: number;
}

/** A parsed file: the networks of its valid lines, and its invalid lines. */
export interface ListFile {
  readonly list: CidrList;
  readonly bad: BadLines;
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;
const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;
/** Most bytes are greater than all bytes that end a word, so one comparison is usually enough. */
const isWordEnd = (byte: number): boolean =>
  byte <= HASH && (byte === HASH || isBlank(byte) || isLineEnd(byte));

/** Parses a file of up to 4 GiB. The result refers to its bytes, since names are decoded on demand. */
export function readList(bytes: Uint8Array): ListFile {
  const capacity = maxEntries(bytes);
  const columns = allocateColumns(capacity);
  const lines = new Uint32Array(capacity);
  const starts = new Uint32Array(capacity);
  const bad: number[] = [];
  let size = 0;
  let from = skipByteOrderMark(bytes);
  for (let line = 1; from < bytes.length; line++) {
    const start = skipBlanks(bytes, from);
    const end = endOfWord(bytes, start);
    if (scanCidr(bytes, start, end, columns, size)) {
      lines[size] = line;
      starts[size] = start;
      size++;
    } else if (end > start) {
      bad.push(line, start);
    }
    from = nextLine(bytes, end);
  }
  const list: CidrList = {
    size,
    columns,
    cidrAt: (entry) => cidrOf(columns, entry),
    nameAt: (entry) => nameAfter(bytes, starts[entry] as number),
    lineAt: (entry) => lines[entry],
  };
  return { list, bad: { size: bad.length / 2, [Symbol.iterator]: () => readBadLines(bytes, bad) } };
}

/** Returns a list of networks that are already parsed, such as those of the plan. */
export function listOf(entries: readonly { readonly cidr: Cidr; readonly name: string }[]): CidrList {
  const columns = allocateColumns(entries.length);
  for (const [row, { cidr }] of entries.entries()) {
    if (!scanCidr(asciiOf(cidr), 0, cidr.length, columns, row)) throw new Error(`not a CIDR: ${cidr}`);
  }
  return {
    size: entries.length,
    columns,
    cidrAt: (entry) => cidrOf(columns, entry),
    nameAt: (entry) => entries[entry]?.name ?? '',
    lineAt: () => undefined,
  };
}

/** Returns an upper limit for the number of entries. The shortest line is `::/0` and LF. */
const maxEntries = (bytes: Uint8Array): number => Math.ceil((bytes.length + 1) / 5);

const skipByteOrderMark = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

/** Returns the end of the word at `from`: a blank, a comment, or the end of the line. */
function endOfWord(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isWordEnd(bytes[at] as number)) at++;
  return at;
}

/** Returns the start of the line after `from`. */
function nextLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isLineEnd(bytes[at])) at++;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** Returns the name after the CIDR that starts at `cidr`. */
function nameAfter(bytes: Uint8Array, cidr: number): string {
  const start = skipBlanks(bytes, endOfWord(bytes, cidr));
  let end = start;
  while (end < bytes.length && bytes[end] !== HASH && !isLineEnd(bytes[end])) end++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return decode(bytes, start, end);
}

/** @param positions  the line number and the offset of each bad line, alternating */
function* readBadLines(bytes: Uint8Array, positions: readonly number[]): Generator<BadLine, undefined> {
  for (let at = 0; at < positions.length; at += 2) {
    const start = positions[at + 1] as number;
    const text = decode(bytes, start, endOfWord(bytes, start));
    yield { line: positions[at] as number, text, hint: cidrHint(text) };
  }
}

/** Maximum number of bytes to decode, since a binary file can be one long line. */
const MAX_BYTES = 4096;

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

const decode = (bytes: Uint8Array, from: number, to: number): string =>
  decoder.decode(bytes.subarray(from, Math.min(to, from + MAX_BYTES)));

/**
 * Lists of CIDRs: a file of the operator's, or the plan of the state, in one form that a million entries fit in.
 *
 *     # a comment
 *     10.0.0.0/16   seoul, the old one   # a name may follow, any text up to a comment
 *     fd00:1234::/48
 *
 * Lines end with LF, CRLF or CR; blanks are spaces and tabs. A byte order mark is skipped, and the last line
 * needs no end.
 */

import type { Cidr } from '../address/cidr.ts';
import { asciiOf } from '../address/ip.ts';
import { cidrHint } from '../address/parse.ts';
import { type Columns, cidrOf, columnsFor, scanCidr } from './columns.ts';

/** Networks by number, 0 to `size - 1`, in the order of their lines. */
export interface CidrList {
  readonly size: number;
  readonly columns: Columns;
  /** The network as text. */
  readonly cidrAt: (entry: number) => Cidr;
  /** What it is called, '' when it has no name: foreign text, to be shown with `visible` only. */
  readonly nameAt: (entry: number) => string;
  /** Its line in the file, the first being 1; undefined where there is no file. */
  readonly lineAt: (entry: number) => number | undefined;
}

/** A line with something in the place of a CIDR that is none. */
export interface BadLine {
  readonly line: number;
  /** What stands there: foreign text. */
  readonly text: string;
  /** What was probably meant. */
  readonly hint: string;
}

/** Every malformed line of a file. Each takes two numbers; text and hint are worked out as it is asked for. */
export interface BadLines extends Iterable<BadLine> {
  readonly size: number;
}

/** What a file holds: the networks of its good lines, and all others. */
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
/** Nearly every byte is above all those that end a word: one comparison is enough for it. */
const isWordEnd = (byte: number): boolean =>
  byte <= HASH && (byte === HASH || isBlank(byte) || isLineEnd(byte));

/** Reads a file of up to 4 GiB. It is kept, not copied: names are decoded from it when they are asked for. */
export function readList(bytes: Uint8Array): ListFile {
  const room = mostEntries(bytes);
  const columns = columnsFor(room);
  const lines = new Uint32Array(room);
  const starts = new Uint32Array(room);
  const bad: number[] = [];
  let size = 0;
  let from = afterMark(bytes);
  for (let line = 1; from < bytes.length; line++) {
    const start = afterBlanks(bytes, from);
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
  return { list, bad: { size: bad.length / 2, [Symbol.iterator]: () => badLines(bytes, bad) } };
}

/** A list of networks that were parsed before: the plan of a state. */
export function listOf(entries: readonly { readonly cidr: Cidr; readonly name: string }[]): CidrList {
  const columns = columnsFor(entries.length);
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

/** Entries in the file or more, of which the shortest with the end of its line is `::/0` and LF. */
const mostEntries = (bytes: Uint8Array): number => Math.ceil((bytes.length + 1) / 5);

/** Where the text begins: behind a UTF-8 byte order mark, if there is one. */
const afterMark = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

/** The end of what has no blank in it; a comment or the end of the line ends it too. */
function endOfWord(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isWordEnd(bytes[at] as number)) at++;
  return at;
}

/** The start of the line after the one that `from` is in. */
function nextLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isLineEnd(bytes[at])) at++;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** The name behind the CIDR that starts here. */
function nameAfter(bytes: Uint8Array, cidr: number): string {
  const start = afterBlanks(bytes, endOfWord(bytes, cidr));
  let end = start;
  while (end < bytes.length && bytes[end] !== HASH && !isLineEnd(bytes[end])) end++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return decoded(bytes, start, end);
}

/** @param marks line number and first byte of each, in turn */
function* badLines(bytes: Uint8Array, marks: readonly number[]): Generator<BadLine, undefined> {
  for (let at = 0; at < marks.length; at += 2) {
    const start = marks[at + 1] as number;
    const text = decoded(bytes, start, endOfWord(bytes, start));
    yield { line: marks[at] as number, text, hint: cidrHint(text) };
  }
}

/** A binary file may be one line: of a longer text, only so many bytes are ever looked at. */
const LONGEST = 4096;

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

const decoded = (bytes: Uint8Array, from: number, to: number): string =>
  decoder.decode(bytes.subarray(from, Math.min(to, from + LONGEST)));

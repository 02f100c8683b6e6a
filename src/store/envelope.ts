/**
 * The state's file: a header on the first line, which can be read alone, and the lines of the state below it, or
 * what they were encrypted into. `tail -n +2 state.jsonl | sha256sum` gives the header's checksum.
 */
import { createHash } from 'node:crypto';
import { EMPTY_STATE, type State } from '../model/state.ts';
import { decodeState, encodeState } from './codec.ts';

/** The format that this version writes. It reads the older ones too: what they lack is filled in. */
export const FORMAT = 2;

/** The format of an encrypted state. Versions that know of no encryption take it for a newer one, and say so. */
const ENCRYPTED_FORMAT = 3;

/** Up to where the journal goes: all of its bytes, those of its last line, and the hash of that. */
export interface Tip {
  readonly bytes: number;
  readonly line: number;
  readonly hash: string;
}

/** Before the first entry. */
export const NO_ENTRIES: Tip = { bytes: 0, line: 0, hash: '' };

/** What a file says of itself. */
export interface Header {
  /** Made once for a state and kept by all of its revisions. */
  readonly lineage: string;
  /** Counts the changes, from 1. */
  readonly revision: number;
  /** When it was written: ISO 8601, UTC. */
  readonly at: string;
  /** The command that made the change; of an encrypted state it is below the header. */
  readonly command?: string;
  /** Whom the state is encrypted for: `age1…`; absent when it is not. */
  readonly recipient?: string;
  /** Up to where the journal goes with this revision. Format 1 had none. */
  readonly journal: Tip;
}

/** Bytes that are not a state this version can use. The message says what is wrong with "it", the file. */
export class UnusableFile extends Error {
  readonly code: 'state-damaged' | 'state-newer-format';

  constructor(what: string, code: UnusableFile['code'] = 'state-damaged') {
    super(what);
    this.code = code;
  }
}

const NEWLINE = 0x0a;

const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The first line as it has to be, so that a change of any byte in it shows: `seal` is over all before it. */
function headerLine(format: number, header: Header, checksum: string): string {
  const { lineage, revision, at, command, recipient, journal } = header;
  const made =
    format === ENCRYPTED_FORMAT
      ? { encryption: 'age', recipient, journal }
      : { command, ...(format >= 2 && { journal }) };
  const line = JSON.stringify({ format, lineage, revision, checksum, at, ...made });
  return `${line.slice(0, -1)},"seal":"${sha256(line)}"}`;
}

/** The bytes of a state's file. */
export const encodeFile = (header: Header, state: State): Buffer =>
  fileOf(header, Buffer.from(encodeState(state)));

/** The bytes of a file with this below its header: lines, or for a recipient, their ciphertext. */
export function fileOf(header: Header, body: Buffer): Buffer {
  const format = header.recipient === undefined ? FORMAT : ENCRYPTED_FORMAT;
  return Buffer.concat([Buffer.from(`${headerLine(format, header, sha256(body))}\n`), body]);
}

/** The header and the lines of a file. Throws `UnusableFile` unless every byte is as it was written. */
export function openFile(bytes: Buffer): { header: Header; body: Buffer } {
  if (bytes.length === 0) throw new UnusableFile('it is empty');
  const newline = bytes.indexOf(NEWLINE);
  const end = newline < 0 ? bytes.length : newline;
  const first = bytes.toString('utf8', 0, end);
  const { format, ...header } = readHeader(first);
  const body = bytes.subarray(end + 1);
  if (newline < 0 || headerLine(format, header, sha256(body)) !== first) {
    throw new UnusableFile('its content does not match the checksum in its first line');
  }
  return { header, body };
}

/** The header and the state of a file. Throws `UnusableFile` for anything that `encodeFile` did not make. */
export function decodeFile(bytes: Buffer): { header: Header; state: State } {
  const { header, body } = openFile(bytes);
  return { header, state: decodeLines(body) };
}

/** The state of the lines below a header. */
export function decodeLines(lines: Buffer): State {
  try {
    return lines.length === 0 ? EMPTY_STATE : decodeState(lines.toString('utf8'));
  } catch {
    throw new UnusableFile('its lines cannot be read, though its checksum is right');
  }
}

/** The fields of a first line; whether they are the ones that were written is seen with the checksum. */
function readHeader(line: string): Header & { readonly format: number } {
  const value = readObject(line);
  const format = value?.['format'];
  if (value === undefined || !Number.isSafeInteger(format) || (format as number) < 1) {
    // Not quoted: where the beginning is lost, it may be the middle of a key.
    throw new UnusableFile('its first line is not the header of a peerway state');
  }
  if ((format as number) > ENCRYPTED_FORMAT) {
    const what = `it has format ${format}, and this version reads formats up to ${ENCRYPTED_FORMAT}`;
    throw new UnusableFile(what, 'state-newer-format');
  }
  const { lineage, revision, at, command, recipient, journal = NO_ENTRIES } = value;
  const encrypted = format === ENCRYPTED_FORMAT;
  const texts = [lineage, at, encrypted ? recipient : command].every((text) => typeof text === 'string');
  if (!texts || !Number.isSafeInteger(revision) || (revision as number) < 1) {
    throw new UnusableFile('a field of its header is missing or of the wrong type');
  }
  const made = encrypted ? { recipient } : { command };
  return { format, lineage, revision, at, ...made, journal } as Header & { readonly format: number };
}

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

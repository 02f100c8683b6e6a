/**
 * The format of state files: a header on the first line, which can be read on its own, and below it the lines of the
 * state or their ciphertext. `tail -n +2 state.jsonl | sha256sum` prints the checksum in the header.
 */
import { createHash } from 'node:crypto';
import { EMPTY_STATE, type State } from '../model/state.ts';
import { decodeState, encodeState } from './codec.ts';

/** The format that this version writes. It also reads older formats, and fills in missing values. */
export const FORMAT = 4;

/** The encrypted form of format 2. Since format 4, plain and encrypted states have the same format. */
const ENCRYPTED_FORMAT = 3;

/** The end of the journal: its length in bytes, the length of its last line, and the hash of that line. */
export interface Tip {
  readonly bytes: number;
  readonly line: number;
  readonly hash: string;
}

/** The tip of an empty journal. */
export const NO_ENTRIES: Tip = { bytes: 0, line: 0, hash: '' };

/** The header of a state file. */
export interface Header {
  /** Identifies the state: all its revisions share this id. */
  readonly lineage: string;
  /** Counts the changes, from 1. */
  readonly revision: number;
  /** The last revision that changed the plan. Absent if it is this one: later ones only record observations. */
  readonly plan?: number;
  /** Time of writing: ISO 8601, UTC. */
  readonly at: string;
  /** The command that made the change. In an encrypted state it is part of the ciphertext. */
  readonly command?: string;
  /** The public key that the state is encrypted for: `age1…`. Absent if it is not encrypted. */
  readonly recipient?: string;
  /** The end of the journal at this revision. Format 1 had no journal. */
  readonly journal: Tip;
}

/** Returns the last revision that changed the plan. */
export const planOf = ({ plan, revision }: Pick<Header, 'plan' | 'revision'>): number => plan ?? revision;

/** A file that this version cannot use. The message is a clause about "it", the file. */
export class UnusableFile extends Error {
  readonly code: 'state-damaged' | 'state-newer-format';

  constructor(message: string, code: UnusableFile['code'] = 'state-damaged') {
    super(message);
    this.code = code;
  }
}

const isEncrypted = (format: number, recipient: unknown): boolean =>
  format === ENCRYPTED_FORMAT || (format > ENCRYPTED_FORMAT && recipient !== undefined);

const NEWLINE = 0x0a;

const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Returns the first line. `seal` is the hash of everything before it, so that a change to any byte is detected. */
function headerLine(format: number, header: Header, checksum: string): string {
  const { lineage, revision, plan, at, command, recipient, journal } = header;
  const details = {
    ...(isEncrypted(format, recipient)
      ? { encryption: 'age', recipient, journal }
      : { command, ...(format >= 2 && { journal }) }),
    ...(plan !== undefined && { plan }),
  };
  const line = JSON.stringify({ format, lineage, revision, checksum, at, ...details });
  return `${line.slice(0, -1)},"seal":"${sha256(line)}"}`;
}

/** Returns the bytes of an unencrypted state file. */
export const encodeFile = (header: Header, state: State): Buffer =>
  buildFile(header, Buffer.from(encodeState(state)));

/** Returns the bytes of a file with this body: the lines of the state, or their ciphertext. */
export function buildFile(header: Header, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${headerLine(FORMAT, header, sha256(body))}\n`), body]);
}

/** Returns the header and the body of a file. Throws `UnusableFile` if any byte has changed. */
export function parseFile(bytes: Buffer): { header: Header; body: Buffer } {
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

/** Returns the header and the state of an unencrypted file. Throws `UnusableFile` if `encodeFile` did not write it. */
export function decodeFile(bytes: Buffer): { header: Header; state: State } {
  const { header, body } = parseFile(bytes);
  return { header, state: decodeLines(body) };
}

/** Returns the state in an unencrypted or decrypted body. */
export function decodeLines(lines: Buffer): State {
  try {
    return lines.length === 0 ? EMPTY_STATE : decodeState(lines.toString('utf8'));
  } catch {
    throw new UnusableFile('its lines cannot be parsed, although the checksum matches');
  }
}

/** Returns the fields of the first line. `parseFile` verifies them with the checksum. */
function readHeader(line: string): Header & { readonly format: number } {
  const value = readObject(line);
  const format = value?.['format'];
  if (value === undefined || !Number.isSafeInteger(format) || (format as number) < 1) {
    // The line is not quoted: if the beginning of the file is lost, it may contain part of a key.
    throw new UnusableFile('its first line is not the header of a peerway state');
  }
  if ((format as number) > FORMAT) {
    const message = `it has format ${format}, and this version reads formats up to ${FORMAT}`;
    throw new UnusableFile(message, 'state-newer-format');
  }
  const { lineage, revision, plan, at, command, recipient, journal = NO_ENTRIES } = value;
  const encrypted = isEncrypted(format as number, recipient);
  const texts = [lineage, at, encrypted ? recipient : command].every((text) => typeof text === 'string');
  if (!texts || !Number.isSafeInteger(revision) || (revision as number) < 1) {
    throw new UnusableFile('a field of its header is missing or of the wrong type');
  }
  const details = { ...(encrypted ? { recipient } : { command }), ...(plan !== undefined && { plan }) };
  return { format, lineage, revision, at, ...details, journal } as Header & { readonly format: number };
}

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

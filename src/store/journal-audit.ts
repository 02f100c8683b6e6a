/**
 * Everything that a damaged journal still shows, with the damage at its place. Each line holds the hash of the line
 * before it, and the state holds the hash of the last one: so each line confirms the one before it.
 *
 *     line 1  ◄── prev ──  line 2 (altered)  ◄── no match ──  line 3  ◄── prev ──  …  ◄── tip in state.jsonl
 */
import { createHash } from 'node:crypto';
import type { Tip } from './envelope.ts';
import type { JournalLine } from './journal.ts';

/** A line of a damaged journal. */
export interface AuditedLine {
  /** Counted from 1. */
  readonly line: number;
  /** Absent if the line cannot be read. */
  readonly content?: JournalLine;
  /** Absent if the next line confirms this one. */
  readonly damage?: string;
}

/** A journal, with the damage that has no line of its own. */
export interface Audit {
  /** Oldest first. */
  readonly lines: readonly AuditedLine[];
  /** Absent if the last line is the one that the state names. */
  readonly end?: string;
}

interface RawLine {
  readonly hash: string;
  readonly prev?: string;
  readonly content?: JournalLine;
}

/** Returns the lines up to the tip; all lines if the tip is not among them. */
export function auditJournal(bytes: Buffer, tip: Tip): Audit {
  const all = rawLines(bytes);
  const last = all.findLastIndex(({ hash }) => hash === tip.hash);
  const lines = all.slice(0, last < 0 ? all.length : last + 1);
  const end = last < 0 ? missingEnd(bytes, tip) : undefined;
  return { lines: audited(lines, last < 0), ...(end === undefined ? {} : { end }) };
}

const missingEnd = ({ length }: Buffer, tip: Tip): string => {
  if (length === 0) return 'all entries are missing';
  return length < tip.bytes ? 'the last entries are missing' : 'the last entry has been altered or removed';
};

/** @param isOpen  true if the last line is not the one that the state names */
function audited(lines: readonly RawLine[], isOpen: boolean): AuditedLine[] {
  // True if the next line is as it was written, so that its hash of this line counts.
  let isNextIntact = !isOpen;
  const result: AuditedLine[] = [];
  for (let at = lines.length - 1; at >= 0; at--) {
    const [line, next] = [lines[at] as RawLine, lines[at + 1]];
    const isConfirmed = next ? next.prev === line.hash : !isOpen;
    const damage = damageOf(line, next, { at, isConfirmed, isNextIntact });
    isNextIntact = isConfirmed && line.content !== undefined;
    const { content } = line;
    result.push({ line: at + 1, ...(content ? { content } : {}), ...(damage ? { damage } : {}) });
  }
  return result.reverse();
}

function damageOf(
  { content }: RawLine,
  next: RawLine | undefined,
  { at, isConfirmed, isNextIntact }: { at: number; isConfirmed: boolean; isNextIntact: boolean },
): string | undefined {
  if (!content) return `line ${at + 1} has been altered and cannot be read`;
  if (isConfirmed || !next) return undefined;
  const [after, before] = [revisionAfter(content), next.content && revisionBefore(next.content)];
  if (after !== undefined && before !== undefined && before > after)
    return `entries between revisions ${after} and ${before} have been removed`;
  return isNextIntact ? `line ${at + 1} has been altered` : undefined;
}

const revisionAfter = (content: JournalLine): number | undefined =>
  'after' in content ? content.after : undefined;
const revisionBefore = (content: JournalLine): number | undefined =>
  'before' in content ? content.before : undefined;

function rawLines(bytes: Buffer): RawLine[] {
  const lines: RawLine[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    const end = newline < 0 ? bytes.length : newline + 1;
    lines.push(rawLine(bytes.subarray(from, end)));
    from = end;
  }
  return lines;
}

function rawLine(bytes: Buffer): RawLine {
  const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  try {
    const { prev, ...content } = JSON.parse(bytes.toString('utf8')) as JournalLine & { prev: string };
    return isJournalLine(content) ? { hash, prev, content } : { hash, prev };
  } catch {
    return { hash };
  }
}

/** Returns true if an altered line still has everything that an entry shows. */
function isJournalLine(value: Record<string, unknown> | JournalLine): value is JournalLine {
  const { sealed, at, operator, command, before, after, objects } = value as Record<string, unknown>;
  if (typeof sealed === 'string') return true;
  const texts = [at, operator, command].every((text) => typeof text === 'string');
  const numbers = [before, after].every((number) => Number.isSafeInteger(number));
  return texts && numbers && Array.isArray(objects) && objects.every(isTouched);
}

const isTouched = (value: unknown): boolean => {
  const { kind, name, change, of } = Object(value) as Record<string, unknown>;
  return [kind, name, change].every((text) => typeof text === 'string') && Array.isArray(of);
};

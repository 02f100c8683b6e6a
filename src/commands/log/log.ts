import { EXIT, UserError } from '../../errors.ts';
import { parseSince } from '../../model/instant.ts';
import { type Column, labeled, listResult, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Journal, JournalEntry } from '../../ports/state-admin.ts';
import { visible } from '../../visible.ts';
import { changedObjectLines, SIGNS } from '../changed-objects.ts';

export interface LogIntent {
  /** Date, time, or duration before now, as typed. */
  readonly since?: string;
  /** Name of an object, `seoul`, or its kind and name, `gateway/seoul`. */
  readonly object?: string;
}

export const LOG_COLUMNS: readonly Column<JournalEntry>[] = [
  {
    header: 'TIME',
    cell: ({ at }) => (at === '' ? '-' : `${visible(at).slice(0, 19)}Z`),
    value: ({ at }) => at,
  },
  { header: 'OPERATOR', cell: (entry) => operatorText(entry) },
  { header: 'COMMAND', cell: (entry) => commandText(entry), folds: true },
  { header: 'REVISION', cell: ({ after }) => String(after), values: 'number', rank: 1 },
  {
    header: 'OBJECTS',
    cell: (entry) => objectsText(entry),
    members: (entry) => objectNames(entry),
    folds: true,
    rank: 2,
  },
];

/** Lists recorded changes, newest first. */
export async function log(
  { since, object }: LogIntent,
  ports: Uses<'state' | 'stateAdmin'>,
): Promise<Result<readonly JournalEntry[]>> {
  const from = since === undefined ? '' : parseSince(since, ports.state.now);
  const { entries, damage, setAside } = await ports.stateAdmin.journal();
  // Damage always shows: the entry may have been any.
  const rows = entries.filter(
    (entry) => entry.at === '' || (entry.at >= from && (object === undefined || touches(entry, object))),
  );
  return listResult(rows.reverse(), {
    columns: LOG_COLUMNS,
    nameOf: ({ after }) => String(after),
    empty: entries.length === 0 ? 'no changes yet' : 'no matching changes',
    warnings: journalWarnings({ damage, setAside }),
  });
}

/** Returns the warnings about a damaged journal, and about those that were set aside. */
export const journalWarnings = ({
  damage,
  setAside,
}: Pick<Journal, 'setAside'> & { damage?: string | undefined }): string[] => [
  ...(damage ? [`the journal was changed by something else: ${damage}`] : []),
  ...setAside.map((name) => `earlier entries are in ${visible(name)}, which did not match the state`),
];

/** Shows one entry of the log, value by value. */
export async function logEntry(revision: number, ports: Uses<'stateAdmin'>): Promise<Result<JournalEntry>> {
  const { entries, damage, setAside } = await ports.stateAdmin.journal();
  const entry = entries.findLast(({ at, after }) => at !== '' && after === revision);
  if (!entry)
    throw new UserError(EXIT.notFound, 'not-found', `The log has no entry for revision ${revision}`, {
      hint: 'run `peerway log` to see the revisions',
    });
  return objectResult(entry, {
    names: ({ after }) => [String(after)],
    lines: entryLines,
    warnings: journalWarnings({ damage, setAside }),
  });
}

const entryLines = (entry: JournalEntry): string[] => [
  ...labeled([
    ['time', visible(entry.at)],
    ['operator', operatorText(entry)],
    ['command', commandText(entry)],
    ['revision', `${entry.after}, made from ${entry.before}`],
  ]),
  ...changedObjectLines(entry.objects),
];

/** Returns the command with its flags; version 0.1.0 recorded no flags. */
function commandText({ command, line, damage }: JournalEntry): string {
  const text = visible(line?.replace(/^peerway /, '') ?? command, MAX_COMMAND);
  return [text, ...(damage ? [`(${visible(damage, MAX_COMMAND)})`] : [])].filter(Boolean).join(' ');
}

/** Maximum length of a command in the list, in characters. */
const MAX_COMMAND = 400;

/** Returns whether a change touched the object, or one that belongs to it. */
const touches = ({ objects }: JournalEntry, wanted: string): boolean =>
  objects.some(
    ({ kind, name, of }) =>
      name === wanted ||
      `${kind}/${name}` === wanted ||
      of.includes(wanted) ||
      name.split('/').includes(wanted),
  );

const operatorText = ({ operator, login }: JournalEntry): string =>
  visible(login && login !== operator ? `${operator} (${login})` : operator);

/** Objects that are named; the rest are only counted. */
const NAMED = 8;

/** Returns each object as the list shows it, and without its sign. */
const objectNames = ({ objects }: JournalEntry): string[] =>
  objects.flatMap(({ kind, name, change }) => [`${SIGNS[change]}${kind}/${name}`, `${kind}/${name}`]);

function objectsText({ objects }: JournalEntry): string {
  const named = objects
    .slice(0, NAMED)
    .map(({ kind, name, change }) => `${SIGNS[change]}${kind}/${visible(name)}`);
  const rest = objects.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

import { parseSince } from '../../model/instant.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { JournalEntry } from '../../ports/state-admin.ts';
import { visible } from '../../visible.ts';

export interface LogIntent {
  /** Date, time, or duration before now, as typed. */
  readonly since?: string;
  /** Name of an object, `seoul`, or its kind and name, `gateway/seoul`. */
  readonly object?: string;
}

export const LOG_COLUMNS: readonly Column<JournalEntry>[] = [
  { header: 'TIME', cell: ({ at }) => `${visible(at).slice(0, 19)}Z`, value: ({ at }) => at },
  { header: 'OPERATOR', cell: (entry) => operatorText(entry) },
  { header: 'COMMAND', cell: ({ command }) => visible(command, 200), folds: true },
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
  const { entries, damage } = await ports.stateAdmin.journal();
  const rows = entries
    .filter(({ at }) => at >= from)
    .filter((entry) => object === undefined || touches(entry, object));
  return listResult(rows.reverse(), {
    columns: LOG_COLUMNS,
    nameOf: ({ after }) => String(after),
    empty: entries.length === 0 ? 'no changes yet' : 'no matching changes',
    warnings: damage
      ? [`the journal was changed by something else: ${damage}; later entries are not shown`]
      : [],
  });
}

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

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

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

import { parseSince } from '../../model/moment.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context, JournalEntry } from '../../ports/context.ts';
import { visible } from '../../visible.ts';

export interface LogIntent {
  /** A date, a moment or a duration back from now, as it was typed. */
  readonly since?: string;
  /** `seoul`, or `gateway/seoul` where the name alone would not tell. */
  readonly object?: string;
}

export const LOG_COLUMNS: readonly Column<JournalEntry>[] = [
  { header: 'TIME', cell: ({ at }) => `${visible(at).slice(0, 19)}Z`, value: ({ at }) => at },
  { header: 'OPERATOR', cell: (entry) => operatorText(entry) },
  { header: 'COMMAND', cell: ({ command }) => visible(command, 200), folds: true },
  { header: 'REVISION', cell: ({ after }) => String(after), rank: 1 },
  { header: 'OBJECTS', cell: (entry) => objectsText(entry), folds: true, rank: 2 },
];

/** Who changed what, and when; the newest first. */
export async function log({ since, object }: LogIntent, context: Context): Promise<Outcome> {
  const from = since === undefined ? '' : parseSince(since, context.now);
  const { entries, damage } = await context.journal();
  const rows = entries
    .filter(({ at }) => at >= from)
    .filter((entry) => object === undefined || touches(entry, object));
  return list({
    rows: rows.reverse(),
    columns: LOG_COLUMNS,
    nameOf: ({ after }) => String(after),
    empty: entries.length === 0 ? 'nothing has been changed yet' : 'no such change',
    warnings: damage
      ? [`the journal was changed from outside: ${damage}; what comes after it is not shown`]
      : [],
  });
}

/** Whether a change has touched an object, or one that belongs to it. */
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

/** Objects that are told before the rest is only counted. */
const TOLD = 8;

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

function objectsText({ objects }: JournalEntry): string {
  const told = objects
    .slice(0, TOLD)
    .map(({ kind, name, change }) => `${SIGNS[change]}${kind}/${visible(name)}`);
  const rest = objects.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

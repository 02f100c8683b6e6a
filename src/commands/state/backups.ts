import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { visible } from '../../visible.ts';

interface BackupView {
  readonly revision: number;
  readonly at: string | null;
  readonly command: string | null;
  /** Whether its file is as it was written. */
  readonly whole: boolean;
}

export const BACKUP_COLUMNS: readonly Column<BackupView>[] = [
  { header: 'REVISION', cell: (row) => String(row.revision) },
  { header: 'AT', cell: (row) => visible(row.at ?? '-') },
  { header: 'MADE BY', cell: (row) => (row.whole ? visible(row.command ?? '-') : 'damaged') },
];

/** The earlier revisions that are kept: when each was made, and by which command. */
export async function stateBackups(context: Context): Promise<Outcome> {
  return list({
    rows: (await context.backups()).map(({ revision, header }) => ({
      revision,
      at: header?.at ?? null,
      command: header?.command ?? null,
      whole: header !== undefined,
    })),
    columns: BACKUP_COLUMNS,
    nameOf: (row) => String(row.revision),
    empty: 'no earlier revision yet',
  });
}

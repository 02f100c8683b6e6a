import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';

/** An earlier revision as JSON. */
interface BackupView {
  readonly revision: number;
  readonly at: string | null;
  readonly command: string | null;
  /** False if its file is damaged. */
  readonly whole: boolean;
}

export const BACKUP_COLUMNS: readonly Column<BackupView>[] = [
  { header: 'REVISION', cell: (row) => String(row.revision), values: 'number' },
  { header: 'AT', cell: (row) => visible(row.at ?? '-') },
  { header: 'MADE BY', cell: (row) => (row.whole ? visible(row.command ?? '-') : 'damaged') },
];

/** Lists the earlier revisions that are kept, with the time and the command of each. */
export async function stateBackups(ports: Uses<'stateAdmin'>): Promise<Result<readonly BackupView[]>> {
  const backups = await ports.stateAdmin.backups();
  const rows = backups.map(({ revision, header }) => ({
    revision,
    at: header?.at ?? null,
    command: header?.command ?? null,
    whole: header !== undefined,
  }));
  return listResult(rows, {
    columns: BACKUP_COLUMNS,
    nameOf: (row) => String(row.revision),
    empty: 'no earlier revisions yet',
  });
}

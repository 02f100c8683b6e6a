import { conflict } from '../../errors.ts';
import type { State } from '../../model/state.ts';
import { throwIfOwnRequestWaits } from '../../model/transitions/setting.ts';
import { type Declined, declined, NOTHING_DELETED, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ChangedObject } from '../../ports/state-admin.ts';
import { changedObjectLines, shortened } from '../changed-objects.ts';

export interface StateRestoreIntent {
  readonly revision: number;
  readonly dryRun: boolean;
}

interface Restored {
  readonly restored: number;
  /** Revision that the restore made; null with --dry-run. */
  readonly revision: number | null;
  readonly changes: readonly ChangedObject[];
}

/** Makes an earlier revision the current one; the revision that it replaces is kept. Shows every change first. */
export async function stateRestore(
  { revision, dryRun }: StateRestoreIntent,
  ports: Uses<'state' | 'stateAdmin' | 'terminal'>,
): Promise<Result<Restored> | Declined> {
  const changes = await ports.stateAdmin.changesTo(revision);
  const lines = changes.length === 0 ? ['its plan is the same'] : changedObjectLines(changes);
  if (dryRun) return restored({ restored: revision, revision: null, changes }, lines);
  const question = `Replace the current state with revision ${revision}`;
  if (!(await ports.terminal.confirm(question, shortened(lines), 'destructive')))
    return declined(NOTHING_DELETED);
  const operator = { actor: await ports.state.actor(), login: ports.state.login };
  const check = (before: State, after: State, now: readonly ChangedObject[]): void => {
    throwIfOwnRequestWaits(before, after, operator);
    if (JSON.stringify(now) !== JSON.stringify(changes)) throw changedMeanwhile();
  };
  const made = await ports.stateAdmin.restore(revision, check);
  return restored({ restored: revision, revision: made, changes }, lines);
}

const changedMeanwhile = () =>
  conflict(
    'changed-meanwhile',
    'The plan was changed since this preview was shown',
    'nothing was changed; run the command again to see the new preview',
  );

function restored(value: Restored, lines: readonly string[]): Result<Restored> {
  const brief = (done: Restored): string[] =>
    done.revision === null
      ? [`revision ${done.restored} would be restored`]
      : [`revision ${done.restored} is restored, as revision ${done.revision}`];
  return objectResult(value, {
    names: (done) => [String(done.revision ?? done.restored)],
    lines: (done) => [...brief(done), ...lines.map((line) => `  ${line}`)],
    brief,
    notes: value.revision === null ? ['nothing was changed'] : [],
  });
}

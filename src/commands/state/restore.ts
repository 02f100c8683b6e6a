import { type Declined, declined, NOTHING_DELETED, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

interface Restored {
  readonly restored: number;
  /** Revision that the restore made. */
  readonly revision: number;
}

/** Makes an earlier revision the current one; the revision that it replaces is kept. */
export async function stateRestore(
  revision: number,
  ports: Uses<'stateAdmin' | 'terminal'>,
): Promise<Result<Restored> | Declined> {
  const question = `Replace the current state with revision ${revision}`;
  if (!(await ports.terminal.confirm(question, [], 'destructive'))) return declined(NOTHING_DELETED);
  return objectResult(
    { restored: revision, revision: await ports.stateAdmin.restore(revision) },
    {
      names: (done) => [String(done.revision)],
      lines: (done) => [`revision ${done.restored} is restored, as revision ${done.revision}`],
    },
  );
}

/** Finishes a change on one gateway: determines its outcome, and rolls it back if it failed. */
import { bootWarning } from './boot-warning.ts';
import type { DeployResult, GatewayProgress, RunOnGateway } from './progress.ts';
import { sectionLines } from './reply.ts';

/** Milliseconds that a gateway may need for its own rollback. */
export const ROLLBACK_DURATION = 10_000;
/** Milliseconds between two attempts to reach a gateway. */
const RETRY_INTERVAL = 1000;

/**
 * Returns the result of a change. If it failed, asks the gateway to roll it back. A gateway that cannot be reached
 * rolls itself back, so it is asked again until it must have done so.
 * @param latestRollbackAt  when the gateway starts its own rollback at the latest, in milliseconds since the epoch
 */
export async function finish(
  progress: GatewayProgress,
  run: RunOnGateway,
  latestRollbackAt: number,
): Promise<DeployResult> {
  const { target, failure, staged, applied, bootWarning: warning } = progress;
  const gateway = target.desired.name;
  if (!failure) return { gateway, outcome: 'confirmed', ...(warning ? { bootWarning: warning } : {}) };
  // Another change may hold the lock: leave the gateway alone.
  if (!staged) return { gateway, outcome: 'untouched', failure };
  const { outcome, ...rest } = await rollBack(progress, run, latestRollbackAt);
  if (outcome === 'confirmed') return { gateway, outcome, ...rest };
  if (!applied) return { gateway, outcome: 'untouched', failure };
  return { gateway, outcome, failure };
}

/** Retries after any error: if the change itself broke the connection, the rollback will restore it. */
async function rollBack(
  { target, applied }: GatewayProgress,
  run: RunOnGateway,
  latestRollbackAt: number,
): Promise<Pick<DeployResult, 'outcome' | 'bootWarning'>> {
  for (;;) {
    const rollback = await run(target, 'rollback');
    if ('reply' in rollback) {
      if (rollback.reply.sections.has('rolled-back')) return { outcome: 'rolled-back' };
      // The change had already ended, by a commit whose reply was lost or by the gateway's timer.
      const [ending = ''] = sectionLines(rollback.reply, 'ended');
      if (ending.startsWith('confirmed ')) return { outcome: 'confirmed', ...bootWarning(rollback) };
      return { outcome: ending.startsWith('rolled-back ') ? 'rolled-back' : 'unknown' };
    }
    if (!applied || Date.now() > latestRollbackAt + ROLLBACK_DURATION) return { outcome: 'unknown' };
    await new Promise((resolve) => setTimeout(resolve, RETRY_INTERVAL));
  }
}

/** How a change has ended on one gateway, and the taking back of what has failed. */

import { remarkOf } from './remark.ts';
import { linesOf } from './reply.ts';
import type { Act, Result, Standing } from './standing.ts';

/** Milliseconds that a gateway takes for its rollback once the time is up. */
const ROLLBACK = 10_000;
/** Milliseconds between two attempts to reach it. */
const PAUSE = 1000;

/**
 * Takes back what has failed. A gateway that cannot be reached any more takes it back by itself, and is asked again
 * until it must have.
 * @param deadline  when its time is up at the latest, in milliseconds since the epoch
 */
export async function ended(standing: Standing, act: Act, deadline: number): Promise<Result> {
  const { target, failure, staged, applied, remark } = standing;
  const gateway = target.desired.name;
  if (!failure) return { gateway, outcome: 'confirmed', ...(remark ? { remark } : {}) };
  // Who else has the gateway in hand is not to be disturbed.
  if (!staged) return { gateway, outcome: 'untouched', failure };
  const { outcome, ...more } = await takenBack(standing, act, deadline);
  if (outcome === 'confirmed') return { gateway, outcome, ...more };
  if (!applied) return { gateway, outcome: 'untouched', failure };
  return { gateway, outcome, failure };
}

/** Asks whatever has gone wrong before: what a change has broken, its rollback mends. */
async function takenBack(
  { target, applied }: Standing,
  act: Act,
  deadline: number,
): Promise<Pick<Result, 'outcome' | 'remark'>> {
  for (;;) {
    const came = await act(target, 'rollback');
    if ('reply' in came) {
      if (came.reply.sections.has('rolled-back')) return { outcome: 'rolled-back' };
      // It had ended already: by the confirmation that got no answer, or by the gateway's timer.
      const [how = ''] = linesOf(came.reply, 'ended');
      if (how.startsWith('confirmed ')) return { outcome: 'confirmed', ...remarkOf(came) };
      return { outcome: how.startsWith('rolled-back ') ? 'rolled-back' : 'unknown' };
    }
    if (!applied || Date.now() > deadline + ROLLBACK) return { outcome: 'unknown' };
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * Confirms a change on gateways that belong together: on all of them or on none.
 *
 * A change is `open` until its rollback timer or a commit renames a file on the gateway, so exactly one of them wins. A
 * commit of a single gateway confirms the change. Gateways that belong together commit in two steps instead:
 *
 * 1. `commit` makes an open change `committed`, if everything is still as it was applied. The timer no longer rolls it
 *    back, but peerway still can.
 * 2. If all gateways are committed, `complete` confirms them. If any is not, `rollback` takes all of them back.
 *
 * No commit is sent once a timer may have fired (Deadline), counted from before the first gateway was armed. In between:
 *
 * - The timer of B fires before its commit arrives: B answers "not pending", and A is rolled back, committed or not.
 * - The connection to A or B breaks at the commit: it is sent again until the deadline, and is idempotent. Without a
 *   reply by then, both are rolled back. A committed gateway waits longer than peerway tries to reach the other one.
 * - peerway dies before the first commit: both timers roll back.
 * - peerway dies between the commits: B rolls back by its timer. A waits until that must have happened, then pings B
 *   through the tunnel. Without a reply A rolls back, too.
 * - peerway dies after the last commit: no timer rolls back. Each gateway waits, reaches the other one, and confirms.
 * - The connection breaks at `complete`: as above, the gateway confirms by itself. peerway asks again, and otherwise
 *   reports the outcome as unknown.
 * - A gateway reboots before it has confirmed: it starts with its previous configuration. This, and a B that rolls back
 *   to a configuration that still answers A, are the cases in which A stays changed alone; traffic of the old
 *   configuration still flows in the second. No protocol avoids both (the two generals' problem).
 */
import { bootWarning } from './boot-warning.ts';
import type { Deadline } from './deadline.ts';
import { mapLimit } from './map-limit.ts';
import type { DeployResult, DeployTarget, GatewayProgress, RunOnGateway } from './progress.ts';
import { sectionLines } from './reply.ts';
import type { Failure, TaskOutcome } from './run-task.ts';

/** Milliseconds between two attempts to reach a gateway. */
const RETRY_INTERVAL = 1000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, RETRY_INTERVAL));

/** Commits a gateway so that it can still be rolled back. If the connection breaks, tries again until the deadline. */
export async function commitRevertibly(
  target: DeployTarget,
  run: RunOnGateway,
  deadline: Deadline,
): Promise<TaskOutcome> {
  for (;;) {
    const outcome = await run(target, 'commit', { together: '' });
    if (!('failure' in outcome) || !isConnectionFailure(outcome.failure) || deadline.isOver) return outcome;
    await pause();
  }
}

const isConnectionFailure = ({ code, unknown }: Failure): boolean => unknown || code === 'unreachable';

/** Confirms gateways that are all committed. */
export const completeAll = (
  all: readonly GatewayProgress[],
  concurrency: number,
  run: RunOnGateway,
  until: number,
): Promise<DeployResult[]> =>
  mapLimit(all, concurrency, async (progress) => {
    const gateway = progress.target.desired.name;
    const warning = progress.bootWarning;
    if (!progress.isRevertible)
      return { gateway, outcome: 'confirmed', ...(warning ? { bootWarning: warning } : {}) };
    return { gateway, ...(await complete(progress.target, run, until)) };
  });

async function complete(
  target: DeployTarget,
  run: RunOnGateway,
  until: number,
): Promise<Omit<DeployResult, 'gateway'>> {
  for (;;) {
    const outcome = await run(target, 'complete');
    const ended = endingOf(outcome);
    if (ended === 'confirmed') return { outcome: ended, ...bootWarning(outcome) };
    if (ended === 'rolled-back') return { outcome: ended, failure: LOST };
    if (Date.now() > until) return { outcome: 'unknown', failure: LOST };
    await pause();
  }
}

const LOST: Failure = {
  code: 'cut-off',
  why: 'the connection was lost while the change was being confirmed on all gateways',
  unknown: true,
};

function endingOf(outcome: TaskOutcome): 'confirmed' | 'rolled-back' | undefined {
  if (!('reply' in outcome)) return undefined;
  if (outcome.reply.sections.has('confirmed')) return 'confirmed';
  const [ending = ''] = sectionLines(outcome.reply, 'ended');
  return (['confirmed', 'rolled-back'] as const).find((each) => ending.startsWith(`${each} `));
}

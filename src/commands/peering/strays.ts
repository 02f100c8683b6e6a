/** Removes what the plan no longer wants of a peering that stays. */
import { execute } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import type { Change } from '../../model/resource.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import type { Reached } from './reach.ts';
import { afterChanges } from './record.ts';

export interface Removed {
  /** Commands that were run. */
  readonly run: number;
  readonly warnings: readonly string[];
}

export const NONE_REMOVED: Removed = { run: 0, warnings: [] };

/** The removals on the sides that are reached. */
export const straysOn = (reached: Reached, observed: ObservedSides<unknown>): Change[] =>
  reached.engine.strays(reached, observed).filter(({ resource }) => reached.sides.includes(resource.side));

/**
 * Asks for confirmation, and removes them. Without it, they stay, and a warning names each. Routes and rules cannot be
 * told from those that people added to the peering, so nothing is removed unasked.
 */
export async function removeStrays(
  reached: Reached,
  observed: ObservedSides<unknown>,
  run: Run,
  ports: Uses<'terminal'>,
): Promise<Removed> {
  const strays = straysOn(reached, observed);
  if (strays.length === 0) return NONE_REMOVED;
  const lines = strays.map(({ resource, title }) => `${resource.side}: ${title}`);
  if (!(await isConfirmed(lines, ports))) return { run: 0, warnings: [stayWarning(reached, lines)] };
  const { done, left, error } = await execute(
    strays,
    (change) => reached.engine.command(reached, change),
    run,
  );
  if (error)
    throw afterChanges(error, [
      `the peering is up to date; removed: ${done.length} of ${strays.length}`,
      ...left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
    ]);
  return { run: done.length, warnings: [] };
}

async function isConfirmed(lines: readonly string[], { terminal }: Uses<'terminal'>): Promise<boolean> {
  const isAlone = terminal.needsConfirmation('destructive') && !terminal.needsConfirmation('both-sides');
  if (isAlone) return false;
  const question = `Remove ${count(lines.length, 'resource')} that the plan does not contain`;
  return terminal.confirm(
    question,
    lines.map((line) => `  ${line}`),
    'destructive',
  );
}

const stayWarning = ({ peering }: Reached, lines: readonly string[]): string =>
  `not in the plan, and left in place: ${lines.join('; ')}; to remove it, run \`peerway peering update ${peering.name} --apply --yes\``;

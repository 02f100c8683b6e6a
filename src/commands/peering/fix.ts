/** Runs the fixes that `peering doctor` finds. */
import { execute } from '../../exec/execute.ts';
import type { Change } from '../../model/resource.ts';
import { isDeclined } from '../../output/result.ts';
import type { Finding, ObservedSides } from '../../providers/provider.ts';
import { type ApplyIntent, type ApplyPorts, applyPeering } from './apply.ts';
import type { Reached } from './reach.ts';
import { afterChanges, withDetails } from './record.ts';
import { commandIn, runOf } from './run.ts';

/** A finding whose fix needs no decision of the operator. */
export type Fixable = Finding & Required<Pick<Finding, 'remedy'>>;

const isFixable = (finding: Finding): finding is Fixable =>
  finding.remedy !== undefined && finding.isNote !== true;

const MOST_HARM = 3;

/** Ranks a fix by the harm it could do: it adds, alters, deletes a rule or route, or deletes the connection. */
function harmOf({ remedy }: Fixable): number {
  if (remedy.by === 'apply') return 0;
  if (remedy.change.op !== 'delete') return 1;
  return remedy.change.resource.role === 'connection' ? MOST_HARM : 2;
}

/** The findings that can be fixed, the most harmless first. */
export const fixes = (findings: readonly Finding[]): Fixable[] =>
  findings.filter(isFixable).sort((one, other) => harmOf(one) - harmOf(other));

/** A peering as it was found. */
export interface Diagnosed {
  readonly reached: Reached;
  readonly observed: ObservedSides<unknown>;
}

export interface Fixed {
  /** Commands that were run. */
  readonly run: number;
  readonly warnings: readonly string[];
}

/**
 * Applies the peering if that fixes anything, and then runs the other changes. Stops at the first that fails. Returns
 * undefined if the operator declined to replace routes of others. Throws if a connection to delete is not the plan's.
 */
export async function runFixes(
  { reached, observed }: Diagnosed,
  planned: readonly Fixable[],
  intent: ApplyIntent,
  ports: ApplyPorts,
): Promise<Fixed | undefined> {
  if (planned.some((one) => harmOf(one) === MOST_HARM)) reached.engine.assertOwn(reached, observed);
  const applied = planned.some(({ remedy }) => remedy.by === 'apply')
    ? await applyPeering(reached.peering.name, intent, ports, false)
    : undefined;
  if (applied && isDeclined(applied)) return undefined;
  const changes = planned.flatMap(({ remedy }): Change[] => (remedy.by === 'change' ? [remedy.change] : []));
  const { done, left, error } = await execute(changes, commandIn(reached), runOf(reached, intent, ports));
  if (error) {
    const details = [
      `fixed: ${planned.length - left.length} of ${planned.length}`,
      ...left.map(({ resource, title }) => `left to do, ${resource.side}: ${title}`),
    ];
    throw left.length < planned.length ? afterChanges(error, details) : withDetails(error, details);
  }
  return { run: (applied?.value.commandsRun ?? 0) + done.length, warnings: applied?.warnings ?? [] };
}

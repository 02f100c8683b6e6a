/** Deletes VPCs that peerway created, at their provider and from the plan. */
import { EXIT, UserError } from '../../errors.ts';
import { execute } from '../../exec/execute.ts';
import { count } from '../../model/count.ts';
import type { Change } from '../../model/resource.ts';
import { ofVpcs, throwUnlessOwner } from '../../model/rules/ownership.ts';
import { restoreVpc, startRun } from '../../model/transitions/create-vpc.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import { specs } from '../../providers/registry.ts';
import { type Deletion, deletionResult } from '../deletion.ts';
import { withDetails } from '../peering/record.ts';
import { type ApplyVpcPorts, report, runOf } from './apply.ts';
import { blockersOf, throwIfInUse } from './in-use.ts';
import {
  askOf,
  observeRequested,
  observeVpc,
  patienceOf,
  type ReachedVpc,
  reachVpc,
  type VpcApplyIntent,
} from './reach.ts';
import { previewLines, seenRemovals, throwIfMore } from './removal-preview.ts';
import { leftLines } from './undo.ts';

/** Deletes VPCs at their providers and from the plan, one after the other. Exit 3 while one of them is in use. */
export async function vpcRemove(
  given: readonly string[],
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
): Promise<Result<Deletion> | Declined> {
  const names = [...new Set(given)];
  const state = await ports.state.read();
  throwUnlessOwner(ofVpcs(names)(state), await ports.state.actor());
  deleteVpcs(state, names);
  const all = await Promise.all(names.map((name) => reachVpc(state, name, how.access, ports)));
  const shown = ports.terminal.needsConfirmation('destructive') ? await seenRemovals(all, how, ports) : [];
  if (shown.length > 0) {
    const question = `Delete ${names.map((name) => `VPC ${name}`).join(', ')} at the provider, too`;
    if (!(await ports.terminal.confirm(question, shown.flatMap(previewLines), 'destructive')))
      return declined(NOTHING_DELETED);
  }
  for (const [at, reached] of all.entries()) {
    try {
      await removeOne(reached, how, ports, shown[at]?.deletions);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw amongOthers(error, names.slice(0, at), names.slice(at + 1));
    }
  }
  return deletionResult(names.map((name) => ({ kind: 'vpc', name })));
}

/**
 * Deletes one VPC, which the plan shows as deleting meanwhile.
 * @param shown  the deletions that were confirmed, if that was necessary
 */
async function removeOne(
  reached: ReachedVpc,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
  shown: readonly Change[] | undefined,
): Promise<void> {
  const { vpc, part } = reached;
  await ports.state.change(
    (state) => {
      deleteVpcs(state, [vpc.name]);
      return { state: startRun(specs, state, vpc, { status: 'deleting' }) };
    },
    ofVpcs([vpc.name]),
  );
  const observed = await untouchedUnless(reached, ports, async () => {
    const seen = await observeRequested(reached, how, ports);
    await throwIfInUse(reached, seen, ports);
    if (shown) throwIfMore(reached, part.removal(reached, seen), shown);
    return seen;
  });
  await report(ports, reached, { isSettled: true });
  const run = runOf(reached, part.values(observed), { ...how, timeout: Math.min(how.timeout, LAG) }, ports);
  const progress = await execute(
    part.removal(reached, observed),
    (change) => part.command(reached, change),
    run,
  );
  if (progress.error) {
    const { error, done } = progress;
    const isUntouched = done.length === 0 && error.exit !== EXIT.unknown;
    if (isUntouched) await restore(reached, ports);
    throw await stopped(reached, error, {
      lines: [
        isUntouched ? 'nothing was changed' : `done: ${count(done.length, 'command')}`,
        ...leftLines(progress),
      ],
      isUntouched,
    });
  }
  await throwUnlessGone(reached, how, ports);
  await ports.state.record((state) => ({ state: deleteVpcs(state, [vpc.name]) }));
}

/** Milliseconds that the interfaces of deleted objects may keep their subnet and security group in use. */
const LAG = 120_000;

const restore = async ({ vpc }: ReachedVpc, ports: ApplyVpcPorts): Promise<void> => {
  await ports.state.record((state) => ({ state: restoreVpc(state, vpc) }));
};

/** Runs questions that precede the first change. If one fails, the plan is as before. */
async function untouchedUnless<Seen>(
  reached: ReachedVpc,
  ports: ApplyVpcPorts,
  ask: () => Promise<Seen>,
): Promise<Seen> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await restore(reached, ports);
    throw withDetails(error, [...error.problems.flatMap(({ details }) => details), 'nothing was changed']);
  }
}

/** The error that stopped a deletion, with the objects that have come into the VPC since. */
async function stopped(
  reached: ReachedVpc,
  error: UserError,
  { lines, isUntouched }: { readonly lines: readonly string[]; readonly isUntouched: boolean },
): Promise<UserError> {
  const blockers = error.code === 'provider-in-use' ? await lateBlockers(reached) : [];
  const { code, message } = error;
  const hint = isUntouched ? error.hint : `${error.hint}; run the command again to continue from here`;
  const exit = isUntouched ? error.exit : EXIT.unknown;
  return withDetails(new UserError(exit, code, message, { hint }), [
    ...blockers.map((line) => `in use: ${line}`),
    ...lines,
  ]);
}

async function lateBlockers(reached: ReachedVpc): Promise<string[]> {
  try {
    return await blockersOf(reached, await reached.part.observe(reached, askOf(reached)));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Exit 7 if the provider still shows something of the VPC. */
async function throwUnlessGone(
  reached: ReachedVpc,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
): Promise<void> {
  const { part } = reached;
  const after = await observeVpc(reached, ports, part.isAbsent, patienceOf(how));
  if (part.isAbsent(after)) return;
  const left = part.removal(reached, after).map(({ title }) => `left to do: ${title}`);
  const message = `${reached.spec.label} still shows parts of VPC ${reached.vpc.name}`;
  throw withDetails(
    new UserError(EXIT.unknown, 'provider-not-gone', message, {
      hint: 'run the command again later; it deletes what is left',
    }),
    left,
  );
}

/** The error of one VPC, with the outcome of the others. */
function amongOthers(error: UserError, gone: readonly string[], untried: readonly string[]): UserError {
  if (gone.length === 0 && untried.length === 0) return error;
  const exit = gone.length > 0 ? EXIT.unknown : error.exit;
  return withDetails(new UserError(exit, error.code, error.message, { hint: error.hint }), [
    ...error.problems.flatMap(({ details }) => details),
    ...gone.map((name) => `deleted: ${name}`),
    ...untried.map((name) => `not tried: ${name}`),
  ]);
}

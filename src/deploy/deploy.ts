import { groupIntoBatches } from './batches.ts';
import { bootWarning } from './boot-warning.ts';
import { commitRevertibly, completeAll } from './commit-together.ts';
import { Deadline } from './deadline.ts';
import { finish, ROLLBACK_DURATION } from './finish.ts';
import { mapLimit } from './map-limit.ts';
import { stageFiles } from './payload.ts';
import type { DeployResult, DeployTarget, GatewayProgress, RunOnGateway } from './progress.ts';
import { type ChangeStatus, requiredPeerLines, requiredPeers } from './required-peers.ts';
import { runTask, type TaskOutcome } from './run-task.ts';
import { Semaphore } from './semaphore.ts';
import { successors } from './successors.ts';
import type { TaskContext } from './task-script.ts';

export interface DeployOptions {
  readonly change: Omit<TaskContext, 'interface'>;
  /** Number of gateways to work on at a time. */
  readonly concurrency: number;
  readonly pruneForeignPeers: boolean;
  /** Change all gateways or none, as with the two sides of a peering. */
  readonly together: boolean;
  /** Keys change on both sides at once: no session is ended, and peers are prepared for the next keys. */
  readonly keepSessions?: boolean;
  /** Called after each stage of each gateway, with the number of gateways that have reached it. */
  onProgress(stage: Stage, done: number, total: number): void;
}

type Stage = 'staged' | 'prepared' | 'applied' | 'verified' | 'confirmed';

interface BatchOptions extends Omit<DeployOptions, 'onProgress'> {
  onStage(stage: Stage): void;
}

/** Changes the gateways. Does not throw if one of them fails: its result has the failure. */
export async function deploy(
  targets: readonly DeployTarget[],
  options: DeployOptions,
): Promise<DeployResult[]> {
  const semaphore = new Semaphore(options.concurrency);
  const groups = options.together ? [[targets]] : groupIntoBatches(targets, options.concurrency);
  const batchOptions = { ...options, onStage: stageCounter(options, targets.length) };
  const results = await Promise.all(
    groups.map(async (batches) => {
      const done = new Map<string, DeployResult>();
      for (const batch of batches) {
        const batchResults = await semaphore.use(batch.length, () =>
          deployBatch(batch, targets, done, batchOptions),
        );
        for (const result of batchResults) done.set(result.gateway, result);
      }
      return [...done.values()];
    }),
  );
  return results.flat();
}

/** Counts the gateways at each stage, over all batches. */
function stageCounter(options: DeployOptions, total: number): BatchOptions['onStage'] {
  const done = new Map<Stage, number>();
  return (stage) => {
    const count = (done.get(stage) ?? 0) + 1;
    done.set(stage, count);
    options.onProgress(stage, count, total);
  };
}

/** @param done  results of the earlier batches of the same group */
async function deployBatch(
  batch: readonly DeployTarget[],
  targets: readonly DeployTarget[],
  done: ReadonlyMap<string, DeployResult>,
  options: BatchOptions,
): Promise<DeployResult[]> {
  const run: RunOnGateway = ({ transport, desired }, task, files) =>
    runTask(transport, task, { ...options.change, interface: desired.interface.name }, files);
  const deadline = new Deadline(Date.now(), options.change.secondsToConfirm);
  let all: GatewayProgress[] = batch.map((target) => ({ target, staged: false, applied: false }));
  const nextOf = new Map(
    batch.map((target) => [target, options.keepSessions ? successors(target, batch) : []]),
  );
  all = await runStage(all, 'staged', options, deadline, (target) =>
    run(target, 'stage', stageFiles(target.desired, target.live, options, nextOf.get(target))),
  );
  const latestRollbackAt = Date.now() + options.change.secondsToConfirm * 1000;
  if (Date.now() >= deadline.earliestRollbackAt) all = all.map((progress) => failTooLate(progress, deadline));
  const isPrepared = (target: DeployTarget): boolean => (nextOf.get(target) ?? []).length > 0;
  all = await applyInOrder(all, run, isPrepared, options, deadline);
  const statusOf = changeStatuses(all, done);
  all = await runStage(all, 'verified', options, deadline, (target) =>
    run(target, 'verify', {
      'required-peers': requiredPeerLines(target.desired, requiredPeers(target, targets, statusOf)),
    }),
  );
  if (deadline.isOver) all = all.map((progress) => failTooLate(progress, deadline));
  all = await runStage(all, 'confirmed', options, deadline, (target) =>
    options.together ? commitRevertibly(target, run, deadline) : run(target, 'commit'),
  );
  const failed = options.together ? all.find(({ failure }) => failure) : undefined;
  if (options.together && !failed)
    return completeAll(all, options.concurrency, run, latestRollbackAt + ROLLBACK_DURATION);
  if (failed) all = all.map((progress) => failWith(failed, progress));
  return mapLimit(all, options.concurrency, (progress) => finish(progress, run, latestRollbackAt));
}

/** Prepares the gateways that have peers with new keys, and applies the changes of the others before theirs. */
async function applyInOrder(
  staged: readonly GatewayProgress[],
  run: RunOnGateway,
  isPrepared: (target: DeployTarget) => boolean,
  options: BatchOptions,
  deadline: Deadline,
): Promise<GatewayProgress[]> {
  const prepare = (target: DeployTarget) => run(target, 'prepare');
  let all = await runStage(staged, 'prepared', options, deadline, prepare, isPrepared);
  // The peers of a gateway whose key changes move its networks by themselves; their other changes follow.
  for (const part of [(target: DeployTarget) => !isPrepared(target), isPrepared])
    all = await runStage(all, 'applied', options, deadline, (target) => run(target, 'apply'), part);
  return all;
}

/** Returns the status of the changes in the batch by now, and of those in the earlier batches. */
function changeStatuses(
  all: readonly GatewayProgress[],
  done: ReadonlyMap<string, DeployResult>,
): (name: string) => ChangeStatus {
  const statuses = new Map<string, ChangeStatus>([
    ...[...done].map(
      ([name, { outcome }]) => [name, outcome === 'confirmed' ? 'changed' : 'failed'] as const,
    ),
    ...all.map(({ target, failure }) => [target.desired.name, failure ? 'failed' : 'changed'] as const),
  ]);
  return (name) => statuses.get(name) ?? 'waiting';
}

const failTooLate = (progress: GatewayProgress, deadline: Deadline): GatewayProgress =>
  progress.failure ? progress : { ...progress, failure: deadline.tooLate() };

/**
 * Runs a stage on every gateway that has not failed. If the gateways change together, one failure stops them all.
 * @param concerns  leaves out the other gateways; by default, the stage is for all of them
 */
async function runStage(
  all: readonly GatewayProgress[],
  stage: Stage,
  options: BatchOptions,
  deadline: Deadline,
  run: (target: DeployTarget) => Promise<TaskOutcome>,
  concerns: (target: DeployTarget) => boolean = () => true,
): Promise<GatewayProgress[]> {
  const failed = all.find(({ failure }) => failure);
  if (options.together && failed) return all.map((progress) => failWith(failed, progress));
  return mapLimit(all, options.concurrency, async (progress) => {
    if (progress.failure || !concerns(progress.target)) return progress;
    const outcome = await run(progress.target);
    options.onStage(stage);
    return afterStage(progress, stage, outcome, deadline);
  });
}

function afterStage(
  progress: GatewayProgress,
  stage: Stage,
  outcome: TaskOutcome,
  deadline: Deadline,
): GatewayProgress {
  const failure = 'failure' in outcome ? deadline.explain(outcome.failure) : undefined;
  // A gateway that refuses to stage a change leaves nothing behind.
  const staged = progress.staged || !failure || failure.unknown;
  const applied = progress.applied || stage === 'prepared' || stage === 'applied';
  if (failure) return { ...progress, staged, applied, failure };
  const isRevertible = 'reply' in outcome && outcome.reply.sections.has('committed');
  return {
    ...progress,
    staged,
    applied,
    isRevertible,
    ...(stage === 'confirmed' ? bootWarning(outcome) : {}),
  };
}

/** Marks a gateway as failed because another one failed. */
const failWith = ({ target, failure }: GatewayProgress, progress: GatewayProgress): GatewayProgress =>
  progress.failure
    ? progress
    : {
        ...progress,
        failure: { code: 'other-side', why: `${target.desired.name}: ${failure?.why}`, unknown: false },
      };

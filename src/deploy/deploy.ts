import { answeringLines, answeringPeers, type Fate } from './answering.ts';
import { groupIntoBatches } from './batches.ts';
import { ended } from './ended.ts';
import { mapLimit } from './map-limit.ts';
import { remarkOf } from './remark.ts';
import { runTask, type TaskContext, type TaskOutcome } from './run-task.ts';
import { Semaphore } from './semaphore.ts';
import type { Act, Result, Standing, Target } from './standing.ts';
import { stageFiles } from './wanted.ts';

export interface DeployOptions {
  readonly change: Omit<TaskContext, 'interface'>;
  /** Gateways that are worked on at a time. */
  readonly concurrency: number;
  readonly pruneForeignPeers: boolean;
  /** Whether all of them are changed or none: the two sides of a peering. */
  readonly together: boolean;
  /** Told how far it has come. */
  progress(stage: Stage, done: number, of: number): void;
}

type Stage = 'staged' | 'applied' | 'verified' | 'confirmed';

/** Changes the gateways. Never throws for what goes wrong on one of them: that is in its result. */
export async function deploy(targets: readonly Target[], options: DeployOptions): Promise<Result[]> {
  const semaphore = new Semaphore(options.concurrency);
  const groups = options.together ? [[targets]] : groupIntoBatches(targets, options.concurrency);
  const told = counted(options, targets.length);
  const results = await Promise.all(
    groups.map(async (batches) => {
      const done = new Map<string, Result>();
      for (const batch of batches) {
        const batchResults = await semaphore.use(batch.length, () =>
          deployBatch(batch, targets, done, { ...options, progress: told }),
        );
        for (const result of batchResults) done.set(result.gateway, result);
      }
      return [...done.values()];
    }),
  );
  return results.flat();
}

/** The progress of all batches together. */
function counted(options: DeployOptions, of: number): DeployOptions['progress'] {
  const done = new Map<Stage, number>();
  return (stage) => {
    done.set(stage, (done.get(stage) ?? 0) + 1);
    options.progress(stage, done.get(stage) ?? 0, of);
  };
}

/** @param done  how the earlier batches of the same group have ended */
async function deployBatch(
  batch: readonly Target[],
  targets: readonly Target[],
  done: ReadonlyMap<string, Result>,
  options: DeployOptions,
): Promise<Result[]> {
  const act: Act = ({ transport, desired }, task, files) =>
    runTask(transport, task, { ...options.change, interface: desired.interface.name }, files);
  let all: Standing[] = batch.map((target) => ({ target, staged: false, applied: false }));
  all = await everywhere(all, 'staged', options, (target) =>
    act(target, 'stage', stageFiles(target.desired, target.live, options)),
  );
  const deadline = Date.now() + options.change.secondsToConfirm * 1000;
  all = await everywhere(all, 'applied', options, (target) => act(target, 'apply'));
  const here = new Map<string, Fate>(
    all.map(({ target, failure }) => [target.desired.name, failure ? 'failed' : 'changed']),
  );
  const before = new Map<string, Fate>(
    [...done].map(([name, { outcome }]) => [name, outcome === 'confirmed' ? 'changed' : 'failed']),
  );
  const fate = (name: string): Fate => here.get(name) ?? before.get(name) ?? 'to-come';
  all = await everywhere(all, 'verified', options, (target) =>
    act(target, 'verify', { answering: answeringLines(answeringPeers(target, targets, fate)) }),
  );
  if (Date.now() > deadline - TIME_TO_COMMIT) all = all.map(tooLate);
  all = await everywhere(all, 'confirmed', options, (target) => act(target, 'commit'));
  return mapLimit(all, options.concurrency, (standing) => ended(standing, act, deadline));
}

/** Milliseconds: with less than that left, one gateway might be confirmed and the next one go back by itself. */
const TIME_TO_COMMIT = 2000;

const tooLate = (standing: Standing): Standing =>
  standing.failure
    ? standing
    : { ...standing, failure: { code: 'too-late', why: 'the time to confirm it was over', unknown: false } };

/** The next step for all that have come so far; for those that are to go together, for none once one has failed. */
async function everywhere(
  standings: readonly Standing[],
  stage: Stage,
  options: DeployOptions,
  act: (target: Target) => Promise<TaskOutcome>,
): Promise<Standing[]> {
  const failed = standings.find(({ failure }) => failure);
  if (options.together && failed) return standings.map((each) => held(each, failed));
  return mapLimit(standings, options.concurrency, async (standing) => {
    if (standing.failure) return standing;
    const outcome = await act(standing.target);
    options.progress(stage, 0, 0);
    return after(standing, stage, outcome);
  });
}

function after(standing: Standing, stage: Stage, outcome: TaskOutcome): Standing {
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  // A stage that was refused has left nothing.
  const staged = standing.staged || !failure || failure.unknown;
  const applied = standing.applied || stage === 'applied';
  if (failure) return { ...standing, staged, applied, failure };
  return { ...standing, staged, applied, ...(stage === 'confirmed' ? remarkOf(outcome) : {}) };
}

/** The other side could not be changed. */
const held = (standing: Standing, { target, failure }: Standing): Standing =>
  standing.failure
    ? standing
    : {
        ...standing,
        failure: { code: 'other-side', why: `${target.desired.name}: ${failure?.why}`, unknown: false },
      };

/** What is known of a gateway in the course of a deploy. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { Difference } from './difference.ts';
import type { LiveGateway } from './live.ts';
import type { Failure, runTask, TaskOutcome } from './run-task.ts';
import type { Transport } from './transport.ts';

/** A gateway that is to be changed. */
export interface Target {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
  readonly transport: Transport;
  readonly differences: readonly Difference[];
}

/** How it ended. `failure` is there for all but `confirmed`. */
export interface Result {
  readonly gateway: string;
  readonly outcome: 'confirmed' | 'rolled-back' | 'untouched' | 'unknown';
  readonly failure?: Failure;
  /** What the gateway lacks to come up the same after its next start. */
  readonly remark?: string;
}

/** Where a gateway stands while the others of its batch catch up. */
export interface Standing {
  readonly target: Target;
  /** Whether it may have been reserved for the change. */
  readonly staged: boolean;
  /** Whether it may have been changed. */
  readonly applied: boolean;
  readonly failure?: Failure;
  readonly remark?: string;
}

/** Does a task of this change on one gateway. */
export type Act = (
  target: Target,
  task: Parameters<typeof runTask>[1],
  files?: Readonly<Record<string, string>>,
) => Promise<TaskOutcome>;

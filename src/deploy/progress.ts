/** Types that follow one gateway through a deploy. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { Change } from '../model/resource.ts';
import type { LiveGateway } from './live-gateway.ts';
import type { Failure, runTask, TaskOutcome } from './run-task.ts';
import type { Transport } from './transport.ts';

/** A gateway to change. */
export interface DeployTarget {
  readonly desired: DesiredGateway;
  readonly live: LiveGateway;
  readonly transport: Transport;
  readonly differences: readonly Change[];
}

/** Result of the deploy on one gateway. `failure` is set unless the outcome is `confirmed`. */
export interface DeployResult {
  readonly gateway: string;
  readonly outcome: 'confirmed' | 'rolled-back' | 'untouched' | 'unknown';
  readonly failure?: Failure;
  /** Why the gateway may not come up with this configuration after a reboot. */
  readonly bootWarning?: string;
}

/** Progress of one gateway while the rest of its batch catches up. */
export interface GatewayProgress {
  readonly target: DeployTarget;
  /** True if the gateway may be locked for this change. */
  readonly staged: boolean;
  /** True if the gateway may have been changed. */
  readonly applied: boolean;
  readonly failure?: Failure;
  readonly bootWarning?: string;
  /** True if the gateway has committed the change but can still roll it back. */
  readonly isRevertible?: boolean;
}

/** Runs a task of the current change on one gateway. */
export type RunOnGateway = (
  target: DeployTarget,
  task: Parameters<typeof runTask>[1],
  files?: Readonly<Record<string, string>>,
) => Promise<TaskOutcome>;

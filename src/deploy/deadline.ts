/** The time in which a change must be committed. */
import type { Failure } from './run-task.ts';

/** Milliseconds before a rollback timer may fire: a later commit could confirm only some of the gateways. */
const COMMIT_MARGIN = 2000;

/** One deadline for all gateways of a batch. Times are in milliseconds since the epoch, on the operator's clock. */
export class Deadline {
  readonly #armedFrom: number;
  readonly #seconds: number;

  /**
   * @param armedFrom  before the first gateway arms its timer: no timer fires earlier than `seconds` after it
   * @param seconds  until a gateway rolls back an unconfirmed change
   */
  constructor(armedFrom: number, seconds: number) {
    this.#armedFrom = armedFrom;
    this.#seconds = seconds;
  }

  /** When the first rollback timer may fire. */
  get earliestRollbackAt(): number {
    return this.#armedFrom + this.#seconds * 1000;
  }

  /** True if a commit now could be too late for one of the gateways. */
  get isOver(): boolean {
    return Date.now() > this.earliestRollbackAt - COMMIT_MARGIN;
  }

  /** Returns the failure of a gateway that was too slow, with a time that would have been enough. */
  tooLate(): Failure {
    const elapsed = (Date.now() - this.#armedFrom) / 1000;
    const enough = Math.min(3600, Math.ceil((2 * Math.max(elapsed, this.#seconds)) / 30) * 30);
    return {
      code: 'too-late',
      why: `the time to confirm the change ran out after ${this.#seconds} s; if logins are slow, use --confirm-within ${enough}`,
      unknown: false,
    };
  }

  /** Explains failures that are due to the time: a change that has ended by the timer, a task that took too long. */
  explain(failure: Failure): Failure {
    const { code, why } = this.tooLate();
    if (failure.code === 'not-pending' && Date.now() >= this.earliestRollbackAt)
      return { ...failure, code, why };
    return failure.code === 'timeout'
      ? { ...failure, why: `${failure.why}; ${why.replace(/^.*; /, '')}` }
      : failure;
  }
}

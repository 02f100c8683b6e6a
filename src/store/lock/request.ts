/** A request for the lock, and the messages about its holder. */
import { conflict, type UserError } from '../../errors.ts';
import { describeHolder, type Holder } from './holder.ts';

export interface LockRequest {
  /** The state folder. */
  readonly folder: string;
  /** The command to name to waiting processes. */
  readonly command: string;
  /** Milliseconds; 0 does not wait. */
  readonly timeoutMs: number;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Unique to this request. */
  readonly nonce: string;
  /** Called once if the lock is still held after `NOTICE_DELAY_MS`. */
  readonly onWait: (line: string) => void;
  /** Names or paths of the `flock` program, in order of preference (default: the usual ones). */
  readonly flock?: readonly string[] | undefined;
}

/** Milliseconds of waiting before the user is told about it. */
export const NOTICE_DELAY_MS = 1000;

export const waitingMessage = (holder: Holder | undefined): string =>
  `waiting for the state lock, held by ${describeHolder(holder)}`;

/** Timed out waiting for the lock. */
export const lockTimeout = (holder: Holder | undefined, hint: string): UserError =>
  conflict(
    'state-locked',
    `The state is locked by ${describeHolder(holder)}`,
    `nothing was changed; ${hint}`,
  );

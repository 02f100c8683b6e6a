/** What is asked of a lock, and what whoever does not get it at once is told. */
import { conflict, type UserError } from '../../errors.ts';
import { type Holder, holderText } from './holder.ts';

export interface LockRequest {
  /** The state's folder. */
  readonly folder: string;
  /** Shown to those who wait. */
  readonly command: string;
  /** How long to wait, in milliseconds. */
  readonly timeoutMs: number;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Unlike that of any other lock. */
  readonly nonce: string;
  /** Told once, when the lock is not to be had within a second. */
  readonly onWait: (line: string) => void;
  /** Names or paths of the `flock` program, the first that is there being run; the usual ones when absent. */
  readonly flock?: readonly string[] | undefined;
}

/** Milliseconds before those who wait are told that they do. */
export const SILENCE = 1000;

export const waitingText = (holder: Holder | undefined): string =>
  `waiting for the state's lock, held by ${holderText(holder)}`;

/** The lock was not to be had in time. */
export const lockedBy = (holder: Holder | undefined, hint: string): UserError =>
  conflict('state-locked', `The state is locked by ${holderText(holder)}`, `nothing was changed; ${hint}`);

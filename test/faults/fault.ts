/** A fault, and how a case uses it. */

/** The folders of one case. */
export interface Place {
  /** Holds only the state's folder and its parent. */
  readonly home: string;
  readonly state: string;
  /** Space for the fault itself. */
  readonly scratch: string;
}

export interface Fault {
  /** The name under which the report counts it. */
  readonly kind: string;
  /** The system call and its ordinal, or the amount of space that is left. */
  readonly title: string;
  /**
   * True if the disk has not confirmed a write, which a power failure could undo. The command must not report
   * success.
   */
  readonly unconfirmed?: boolean;
  /** Prepares the fault for the next command. */
  readonly arrange: (place: Place) => Arranged;
}

export interface Arranged {
  /** Words before the command line with the fault. */
  readonly prefix: readonly string[];
  /** Words before the command lines after it. */
  readonly nextPrefix: readonly string[];
  /** Returns true if the fault occurred. */
  readonly hasHit: () => boolean;
  /** Ends the fault, as an operator does who frees space or fixes permissions. */
  readonly end: () => void;
  /** Removes everything that the fault needed. */
  readonly clear: () => void;
}

export const nothing = (): void => undefined;

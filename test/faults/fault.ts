/** What all faults have in common, whatever they are made with. */

/** The folders of one case. */
export interface Place {
  /** Holds the state's folder and its parent, and nothing else. */
  readonly home: string;
  readonly state: string;
  /** For what a fault needs itself. */
  readonly beside: string;
}

export interface Fault {
  /** What it is counted as. */
  readonly kind: string;
  /** Which one of its kind: the system call and its ordinal, or how much of something was left. */
  readonly title: string;
  /** Whether the disk did not confirm something, so that a power failure might undo it: no success may be told. */
  readonly unconfirmed?: boolean;
  /** Gets into the way of the next command. */
  readonly arrange: (place: Place) => Arranged;
}

export interface Arranged {
  /** Words that the disturbed command is run behind. */
  readonly behind: readonly string[];
  /** Words that the commands after it are run behind. */
  readonly behindNext: readonly string[];
  /** Whether the fault came about. */
  readonly hasHit: () => boolean;
  /** Ends the fault, as an operator would who makes space or mends rights. */
  readonly lift: () => void;
  /** Leaves nothing behind. */
  readonly clear: () => void;
}

export const nothing = (): void => undefined;

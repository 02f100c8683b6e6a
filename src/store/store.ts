/** What commands know of the state's keeper. A shared engine can stand in for the file by offering the same. */
import type { State } from '../model/state.ts';

/** The state as it was at one moment. Revision 0 is the empty state, before the first change. */
export interface Snapshot {
  readonly revision: number;
  readonly state: State;
}

/** What a decision makes of a state: the very same object when nothing is to change. */
export interface Decision<Result> {
  readonly state: State;
  readonly result: Result;
}

/** How a transaction ended. `revision` is the one in place after it. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly revision: number;
  readonly changed: boolean;
}

export interface Store {
  /** The state as it is now. Takes no lock and never sees half a change. */
  read(): Promise<Snapshot>;

  /**
   * From one revision to the next, or not at all: lock, read once, decide, write, release. `decide` is pure and
   * synchronous; whatever it throws reaches the caller and nothing is written. `command` is kept beside the
   * change and shown to whoever waits for the lock.
   */
  transact<Result>(
    command: string,
    decide: (state: State, revision: number) => Decision<Result>,
  ): Promise<Outcome<Result>>;
}

/** The network plan as a command reads and changes it, and the person who runs the command. */
import type { Instant } from '../model/instant.ts';
import type { State } from '../model/state.ts';
import type { Owner } from '../model/values.ts';

/** The new state, with everything else that the transition found. */
export interface Decision {
  readonly state: State;
}

export interface StatePort {
  /** Time at which the command started. */
  readonly now: Instant;
  /** The login that runs the command; undefined where the system has none. */
  readonly login: Owner | undefined;
  /** The acting owner: `--as`, or the preference `owner`, or the login. */
  actor(): Promise<Owner>;
  /** Returns a snapshot of the state. Takes no lock. */
  read(): Promise<State>;
  /**
   * Runs one transaction: calls `decide` with the newest state and stores the state that it returns. Nothing changes
   * when it throws, or when it returns the state that it was given.
   */
  change<Made extends Decision>(decide: (state: State) => Made): Promise<Made>;
}

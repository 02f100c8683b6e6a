/** The network plan as a command reads and changes it, and the person who runs the command. */
import type { Instant } from '../model/instant.ts';
import type { Subjects } from '../model/rules/ownership.ts';
import type { State } from '../model/state.ts';
import type { Owner } from '../model/values.ts';

/** The new state, with everything else that the transition found. */
export interface Decision {
  readonly state: State;
  /** The state whose objects are compared with the new ones to ask their owners (default: the one before). */
  readonly comparedWith?: State;
}

export interface StatePort {
  /** Set for --dry-run: `change` and `record` decide, and store nothing. */
  readonly isDryRun?: true;
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
   * when it throws, or when it returns the state that it was given. Exit 3 if objects of other owners would change.
   * @param subjects  the objects that the command is about: if they belong to others, no other problem is looked for
   */
  change<Made extends Decision>(decide: (state: State) => Made, subjects?: Subjects): Promise<Made>;
  /** Runs one transaction that records what was observed or done. It changes no decision of an owner, so owners do not matter. */
  record<Made extends Decision>(decide: (state: State) => Made): Promise<Made>;
}

import { conflict } from '../errors.ts';
import type { State } from '../model/state.ts';
import { changesBetween } from './changes.ts';
import type { Author, Store, Transaction } from './store.ts';

/** The result of a decision: a new state, or the same object if nothing changes. */
export interface Decision<Result> {
  readonly state: State;
  readonly result: Result;
}

/** The result of a transaction. `revision` is the current one after it. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly revision: number;
  readonly changed: boolean;
}

/** Attempts before a transaction fails because other writers were always faster. */
const MAX_ATTEMPTS = 100;

/**
 * Moves the state to its next revision, or not at all: read, decide, commit. `decide` is pure and synchronous; it is
 * called again if another writer committed in the meantime. If it throws, nothing is written.
 */
export function transact<Result>(
  store: Store,
  author: Author,
  decide: (state: State, revision: number) => Decision<Result>,
): Promise<Outcome<Result>> {
  const work = async (transaction: Transaction): Promise<Outcome<Result>> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const current = await transaction.read();
      const { state, result } = decide(current.state, current.revision);
      const changes = changesBetween(current.state, state);
      if (changes.length === 0) return { result, revision: current.revision, changed: false };
      const revision = await transaction.commit(current, changes, author);
      if (revision !== undefined) return { result, revision, changed: true };
    }
    throw conflict(
      'state-contended',
      `Other commands changed the state ${MAX_ATTEMPTS} times during this change`,
      'nothing was changed; run the command again when fewer commands are running',
    );
  };
  return store.exclusively ? store.exclusively(author, work) : work(store);
}

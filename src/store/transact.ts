import { conflict } from '../errors.ts';
import type { State } from '../model/state.ts';
import { changesBetween } from './changes.ts';
import type { Author, Held, Store } from './store.ts';

/** What a decision makes of a state; the very same objects where nothing is to change. */
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

/** Times that a decision is made anew since another writer was faster, before that is given up. */
const TRIES = 100;

/**
 * From one revision to the next, or not at all: read, decide, commit. `decide` is pure and synchronous, and is
 * asked again when somebody else has committed meanwhile; whatever it throws reaches the caller and nothing is
 * written.
 */
export function transact<Result>(
  store: Store,
  author: Author,
  decide: (state: State, revision: number) => Decision<Result>,
): Promise<Outcome<Result>> {
  const work = async (held: Held): Promise<Outcome<Result>> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const present = await held.read();
      const { state, result } = decide(present.state, present.revision);
      const changes = changesBetween(present.state, state);
      if (changes.length === 0) return { result, revision: present.revision, changed: false };
      const revision = await held.commit(present, changes, author);
      if (revision !== undefined) return { result, revision, changed: true };
    }
    throw conflict(
      'state-contended',
      `The state was changed by others ${TRIES} times while this change was being made`,
      'nothing was changed; run the command again when there is less going on',
    );
  };
  return store.exclusively ? store.exclusively(author, work) : work(store);
}

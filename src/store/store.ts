/**
 * What commands know of the state's keeper. A shared engine (etcd, PostgreSQL) stands in for the file by offering
 * the same: a snapshot with its revision, compare-and-swap of the objects that change, the record of changes.
 */
import type { State } from '../model/state.ts';
import type { Kind } from './codec.ts';

/** The state as it was at one moment. Revision 0 is the empty state, before the first change. */
export interface Snapshot {
  readonly revision: number;
  readonly state: State;
}

/** One object of the state before and after a change. */
export interface ObjectChange {
  readonly kind: Kind;
  /** Its key in the map of the state. */
  readonly key: string;
  /** Absent for a new object. */
  readonly before?: object;
  /** Absent for a removed object. */
  readonly after?: object;
}

/** On whose behalf a change is made: kept with it. */
export interface Author {
  /** Who acts: an owner's name. */
  readonly operator: string;
  /** The login of whoever ran the command, where the system knows one. */
  readonly login?: string;
  /** The command in words, without flags. No secrets. */
  readonly command: string;
}

/** One change of the state, as it is told afterwards. No secrets. */
export interface Entry extends Author {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The revision it was decided upon. */
  readonly before: number;
  /** The revision it made. */
  readonly after: number;
  readonly objects: readonly Touched[];
}

/** An object that a change has touched. */
export interface Touched {
  readonly kind: ObjectChange['kind'];
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** What it belongs to: the gateways of a peering, the gateway of a client, the VPC of a gateway. */
  readonly of: readonly string[];
}

/** What every engine has to hold to; `test/store/contract.ts` asks it of one. */
export interface Store {
  /**
   * The state as it is now, as a value of its own: later commits do not show in it. Takes no lock, does not wait for
   * writers, and never sees half a commit.
   */
  read(): Promise<Snapshot>;

  /**
   * Compare-and-swap: puts the changed objects in place, leaves all others, and adds an entry to the journal, all of
   * it or nothing, if `from` is still the present revision. Revisions count the commits: the new one is the next.
   * No changes make no revision. What an object was before does not matter here, since `from` has settled it.
   * @returns the new revision, or undefined when `from` is not the present one any more
   * @throws UserError that says so, where it is not known whether the commit took effect
   */
  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined>;

  /** Every commit so far, the oldest first. */
  journal(): Promise<readonly Entry[]>;

  /**
   * Keeps other writers, but no readers, waiting while `work` reads, decides and commits on what it is given, where
   * an engine can do that; an engine without it lets writers race, and the one that loses decides again. `work` commits
   * on what it is given only: the store's own `commit` would wait for it. It ends with `work`, also when that throws;
   * what was committed until then stays.
   */
  exclusively?<Result>(author: Author, work: (held: Held) => Promise<Result>): Promise<Result>;
}

/** What a transaction does with a store. */
export type Held = Pick<Store, 'read' | 'commit'>;

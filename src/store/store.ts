/**
 * The interface of a state store. A shared engine (etcd, PostgreSQL) can replace the file by offering the same:
 * a snapshot with its revision, compare-and-swap of the changed objects, and a journal of changes.
 */
import type { State } from '../model/state.ts';
import type { Kind } from './codec.ts';
import type { ValueChange } from './value-changes.ts';

/** The state at one moment. Revision 0 is the empty state before the first change. */
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

/** The author of a change, recorded with it. */
export interface Author {
  /** The acting owner. */
  readonly operator: string;
  /** The login that ran the command, if the system knows it. */
  readonly login?: string;
  /** The command in words, without flags and secrets. */
  readonly command: string;
  /** The whole command line, with flags and the answers to prompts, without keys. */
  readonly line?: string;
}

/** A change of the state as the journal records it. Contains no secrets. */
export interface JournalEntry extends Author {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The revision that the change was decided on. */
  readonly before: number;
  /** The revision that the change created. */
  readonly after: number;
  readonly objects: readonly TouchedObject[];
}

/** An object that a change added, changed or removed. */
export interface TouchedObject {
  readonly kind: Kind;
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The objects that it belongs to: the gateways of a peering, the gateway of a client, the VPC of a gateway. */
  readonly of: readonly string[];
  /** The values that the change set, altered or removed. Version 0.1.0 did not record them. */
  readonly values?: readonly ValueChange[];
}

/** A store of the state. `test/store/contract.ts` tests an engine against these promises. */
export interface Store {
  /**
   * Returns the current state as an independent value: later commits do not show in it. Takes no lock, does not wait
   * for writers, and never sees half a commit.
   */
  read(): Promise<Snapshot>;

  /**
   * Compare-and-swap: writes the changed objects, leaves all others, and adds an entry to the journal, all or nothing,
   * if `from` is still the current revision. Revisions count commits: each commit creates the next number. A commit
   * without changes creates no revision. `ObjectChange.before` is not compared: `from` already decides.
   * @returns the new revision, or undefined if `from` is no longer the current revision
   * @throws UserError if it is unknown whether the commit took effect
   */
  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined>;

  /** Returns every commit so far, oldest first. */
  journal(): Promise<readonly JournalEntry[]>;

  /**
   * Runs `work` while other writers wait; readers do not wait. Optional: without it, writers race, and the loser
   * decides again. `work` commits through the transaction that it is given, because the store's own `commit` would
   * wait for the lock. The lock is released when `work` ends, also if it throws; commits made before that stay.
   */
  exclusively?<Result>(author: Author, work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** The operations of a store within a transaction. */
export type Transaction = Pick<Store, 'read' | 'commit'>;

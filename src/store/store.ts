/**
 * What commands know of the state's keeper. A shared engine (etcd, PostgreSQL) stands in for the file by offering
 * the same: a snapshot with its revision, compare-and-swap of the objects that change, the record of changes.
 */
import type { State } from '../model/state.ts';
import type { ObjectChange } from './changes.ts';

/** The state as it was at one moment. Revision 0 is the empty state, before the first change. */
export interface Snapshot {
  readonly revision: number;
  readonly state: State;
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

export interface Store {
  /** The state as it is now. Takes no lock and never sees half a change. */
  read(): Promise<Snapshot>;

  /**
   * Compare-and-swap: puts the changed objects in place, and an entry of the journal with them, both or neither,
   * if `from` is still the present revision. Returns the new revision, or undefined when it is not.
   */
  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined>;

  /** Every change so far, the oldest first. */
  journal(): Promise<readonly Entry[]>;

  /**
   * Keeps other writers waiting while `work` reads, decides and commits on what it is given, where an engine can do
   * that; an engine without it lets writers race, and the one that loses decides again.
   */
  exclusively?<Result>(author: Author, work: (held: Held) => Promise<Result>): Promise<Result>;
}

/** What a transaction does with a store. */
export type Held = Pick<Store, 'read' | 'commit'>;

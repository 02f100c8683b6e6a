/** Administration of the stored state: revisions, journal, encryption, export and import. */
import type { State } from '../model/state.ts';
import type { Decision } from './state.ts';

export interface StateAdmin {
  /** Path of the state folder. */
  readonly folder: string;
  /** Returns every recorded change that can be read, oldest first, with the damage of the journal at its place. */
  journal(): Promise<Journal>;
  /** Returns the earlier revisions that are kept, newest first. */
  backups(): Promise<readonly Backup[]>;
  /** Returns what a restore of a revision changes. */
  changesTo(revision: number): Promise<readonly ChangedObject[]>;
  /**
   * Makes an earlier revision the current one, even if the current one cannot be read. Returns the new revision.
   * @param check  called with the changes under the lock; throws to prevent the restore
   */
  restore(
    revision: number,
    check: (before: State, after: State, objects: readonly ChangedObject[]) => void,
  ): Promise<number>;
  /** Runs one transaction that replaces the state as a whole, for every owner. */
  replace<Made extends Decision>(decide: (state: State) => Made): Promise<Made>;
  /** Returns the objects that differ between two states, value by value. */
  compare(before: State, after: State): Promise<readonly ChangedObject[]>;
  /** Returns files and folders of the state that other users can access. */
  exposed(): Promise<readonly Exposed[]>;
  portable(): Promise<Portable>;
  encryption(): Promise<Encryption>;
}

/** The recorded changes. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Describes the first damage. Absent if the journal is intact. */
  readonly damage?: string;
  /** Names of damaged journals that a change has set aside. */
  readonly setAside: readonly string[];
}

/** One recorded change of the state. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly operator: string;
  readonly login?: string;
  readonly command: string;
  /** Revision before the change. */
  readonly before: number;
  /** Revision that the change made. */
  readonly after: number;
  /** The whole command line. Version 0.1.0 did not record it. */
  readonly line?: string;
  readonly objects: readonly ChangedObject[];
  /** Describes a change of the entry, or missing entries after it. */
  readonly damage?: string;
}

/** An object that a change added, changed or removed. */
export interface ChangedObject {
  readonly kind: string;
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** Objects that it belongs to: the gateways of a peering, the gateway of a client. */
  readonly of: readonly string[];
  /** Absent if they were not recorded. */
  readonly values?: readonly {
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
}

/** An earlier revision of the state. */
export interface Backup {
  readonly revision: number;
  /** Absent if the file is damaged. */
  readonly header?: {
    readonly at: string;
    /** Absent if the revision is encrypted and its key is not available. */
    readonly command?: string;
  };
}

/** A file or folder that other users can access. */
export interface Exposed {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
}

/** The state as a JSON document. */
export interface Portable {
  exportState(state: State, options: { readonly secrets: boolean }): unknown;
  /**
   * Parses an exported document; keys that it leaves out are kept from the current state, and
   * `missing` names those that neither has. Throws exit 3 with every
   * invalid value.
   */
  importState(
    document: unknown,
    current: State,
  ): { readonly state: State; readonly missing: readonly string[] };
}

/** Lock of an encrypted state. */
export interface Protection {
  readonly kind: 'key-file' | 'passphrase';
  readonly keyFile?: string;
}

/** Result of encrypting the state. */
export interface Encrypted extends Protection {
  readonly revision: number;
  /** Public key that the state is encrypted for: `age1…`. */
  readonly recipient: string;
  /** True if the key file was created for this. */
  readonly made: boolean;
}

/** Encryption of the state folder. */
export interface Encryption {
  /** True if the state is encrypted. */
  readonly on: boolean;
  /** Returns the protection that the flags ask for: a key file unless `passphrase`. Throws exit 2 without one. */
  wanted(passphrase: boolean): Protection;
  /** Encrypts the state, its earlier revisions and its journal; if already encrypted, re-encrypts them. */
  encrypt(protection: Protection): Promise<Encrypted>;
  /** Decrypts everything. Returns the new revision. */
  decrypt(): Promise<number>;
}

/** Administration of the stored state: revisions, journal, encryption, export and import. */
import type { State } from '../model/state.ts';

export interface StateAdmin {
  /** Path of the state folder. */
  readonly folder: string;
  /** Returns every recorded change, oldest first, and the damage if the journal was tampered with. */
  journal(): Promise<{ readonly entries: readonly JournalEntry[]; readonly damage?: string }>;
  /** Returns the earlier revisions that are kept, newest first. */
  backups(): Promise<readonly Backup[]>;
  /** Makes an earlier revision the current one, even if the current one cannot be read. Returns the new revision. */
  restore(revision: number): Promise<number>;
  /** Returns files and folders of the state that other users can access. */
  exposed(): Promise<readonly Exposed[]>;
  portable(): Promise<Portable>;
  encryption(): Promise<Encryption>;
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
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly change: 'added' | 'changed' | 'removed';
    /** Objects that it belongs to: the gateways of a peering, the gateway of a client. */
    readonly of: readonly string[];
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
   * Parses an exported document; keys that it leaves out are kept from the current state. Throws exit 3 with every
   * invalid value.
   */
  importState(document: unknown, current: State): State;
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

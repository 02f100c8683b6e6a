/** What a command may touch. `main.ts` makes the real one; tests make their own. */

import type { Transport } from '../deploy/transport.ts';
import type { SshTarget } from '../model/endpoint.ts';
import type { Instant } from '../model/moment.ts';
import type { PreferenceKey, Preferences } from '../model/preferences.ts';
import type { Secret } from '../model/secret.ts';
import type { State } from '../model/state.ts';
import type { Owner, PublicKey } from '../model/values.ts';
import type { Program, ProgramName } from '../providers/program.ts';
import type { Ask } from './terminal.ts';

export interface KeyPair {
  readonly privateKey: Secret;
  readonly publicKey: PublicKey;
}

/** A change that was made. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly operator: string;
  readonly login?: string;
  readonly command: string;
  readonly before: number;
  readonly after: number;
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly change: 'added' | 'changed' | 'removed';
    readonly of: readonly string[];
  }[];
}

export interface Portable {
  exportState(state: State, options: { readonly secrets: boolean }): unknown;
  /** Keys that the document leaves out are taken from the current state. Exit 3 with all that is wrong. */
  importState(document: unknown, current: State): State;
}

/** An earlier revision of the state. */
export interface Backup {
  readonly revision: number;
  /** Absent when its file is not whole any more. */
  readonly header?: {
    readonly at: string;
    /** Absent where the revision is encrypted and its key not at hand. */
    readonly command?: string;
  };
}

/** How a state is encrypted, or is to be. */
export interface Protection {
  readonly kind: 'key-file' | 'passphrase';
  readonly keyFile?: string;
}

/** A state that was encrypted. */
export interface Encrypted extends Protection {
  readonly revision: number;
  /** Whose key opens it: `age1…`. */
  readonly recipient: string;
  /** Whether the key file was made for it. */
  readonly made: boolean;
}

/** Encryption of the state where it lies. */
export interface Encryption {
  /** Whether it is encrypted now. */
  readonly on: boolean;
  /**
   * How the flags ask for it to be encrypted: for a key file unless it is to be a passphrase. A usage error where
   * they do not.
   */
  wanted(passphrase: boolean): Protection;
  /** Encrypts the state and all that is kept of it, or encrypts it anew for another key. */
  encrypt(wanted: Protection): Promise<Encrypted>;
  /** Makes it all plain again. Returns the new revision. */
  decrypt(): Promise<number>;
}

export interface Context {
  /** The moment the command began. */
  readonly now: Instant;
  /** Folder of the state. */
  readonly stateFolder: string;
  /** The state as it is now; nobody is kept from changing it. */
  read(): Promise<State>;
  /**
   * One transaction: `decide` sees the newest state and returns the one to be, with whatever else it found
   * out. It may throw: then nothing is changed. Returning the state it was given changes nothing.
   */
  change<Result extends { readonly state: State }>(decide: (state: State) => Result): Promise<Result>;
  /** Who acts: --as, else the preference `owner`, else the login name. */
  actor(): Promise<Owner>;
  /** The login of whoever runs the command; undefined where the system knows none. */
  readonly login: Owner | undefined;
  /** Every change so far, and what is wrong with the record of them. */
  journal(): Promise<{ readonly entries: readonly JournalEntry[]; readonly damage?: string }>;
  preferences(): Promise<Preferences>;
  setPreference(key: PreferenceKey, text: string): Promise<void>;
  unsetPreference(key: PreferenceKey): Promise<void>;
  /** How a state becomes one JSON document and comes back, every value checked like anything typed. */
  portable(): Promise<Portable>;
  /** The earlier revisions that are kept, the newest first. */
  backups(): Promise<Backup[]>;
  /** The files and folders of the state that others can get at, with their permission bits. */
  exposed(): Promise<readonly { readonly path: string; readonly mode: number }[]>;
  /** Makes an earlier revision the next one, whether the present one can be read or not. Returns its number. */
  restore(revision: number): Promise<number>;
  encryption(): Promise<Encryption>;
  makeKeyPair(): Promise<KeyPair>;
  makePresharedKey(): Promise<Secret>;
  /** The bytes of a file, or of stdin for `-`. */
  readInput(path: string): Promise<Uint8Array>;
  /** Writes files, 0600, into a folder that is made where it is missing. Returns their paths. */
  writeFiles(
    folder: string,
    files: readonly { readonly name: string; readonly text: string }[],
  ): Promise<string[]>;
  /** Does something that takes its time, and says so on a terminal until it is done. */
  during<Result>(
    what: string,
    work: (say: (text: string) => void) => Result | Promise<Result>,
  ): Promise<Result>;
  /** Shows a line of what is being done, on stderr; --quiet leaves it out. */
  tell(line: string): void;
  /** The way to a gateway: over SSH, or this host itself. */
  transport(to: SshTarget | 'this host'): Promise<Transport>;
  /** The operator's own program for a cloud. */
  program(name: ProgramName): Promise<Program>;
  /** Whoever sits at the terminal. */
  readonly ask: Ask;
}

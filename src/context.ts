/** What a command may touch. `main.ts` makes the real one; tests make their own. */

import type { Secret } from './model/secret.ts';
import type { State } from './model/state.ts';
import type { Instant, Owner, PublicKey } from './model/values.ts';
import type { PreferenceKey, Preferences } from './store/preferences.ts';

export interface KeyPair {
  readonly privateKey: Secret;
  readonly publicKey: PublicKey;
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
  preferences(): Promise<Preferences>;
  setPreference(key: PreferenceKey, text: string): Promise<void>;
  unsetPreference(key: PreferenceKey): Promise<void>;
  makeKeyPair(): Promise<KeyPair>;
  makePresharedKey(): Promise<Secret>;
  /** The bytes of a file, or of stdin for `-`. */
  readInput(path: string): Promise<Uint8Array>;
  /** Writes files, 0600, into a folder that is made where it is missing. Returns their paths. */
  writeFiles(
    folder: string,
    files: readonly { readonly name: string; readonly text: string }[],
  ): Promise<string[]>;
  /**
   * Asks for a yes before something is destroyed. With --yes it does not ask; without a terminal, or with
   * --no-input, it throws a usage error that names --yes.
   * @param what   what will happen, as a sentence without its full stop
   * @param lines  what goes with it
   */
  confirm(what: string, lines: readonly string[]): Promise<boolean>;
}

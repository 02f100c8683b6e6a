/** Types of encryption. They have no code: an unencrypted state loads none. */
import type { Secret } from '../../model/secret.ts';

/** The way to obtain the key of an encrypted state. */
export type KeyKind = 'key-file' | 'passphrase';

/** Describes the key that a state is encrypted for. Contains no secrets. */
export interface KeyNote {
  readonly kind: KeyKind;
  /** The public key: `age1…`. */
  readonly recipient: string;
  /** Path of the key file at the time of encryption. */
  readonly keyFile?: string;
}

/** Encrypts and decrypts with one key. */
export interface Cipher {
  readonly note: KeyNote;
  encrypt(plain: Uint8Array): Promise<Buffer>;
  /** Throws `UnusableFile` if the data was not encrypted for this key. */
  decrypt(sealed: Uint8Array): Promise<Buffer>;
}

/** The keys of encrypted states, for one run of the program. */
export interface Keys {
  /** Returns the cipher for a recipient, and prompts if necessary. Throws with exit status 2 if no key is found. */
  cipherFor(recipient: string): Promise<Cipher>;
  /** Returns the cipher for a recipient, or undefined if that needs a prompt or no key is found. */
  cipherAtHand(recipient: string): Promise<Cipher | undefined>;
}

/** The sources of keys. */
export interface KeySources {
  /** The key file from the flag or the environment. If set, no other key file is used. */
  readonly keyFile?: string;
  /** Returns the key file from the preferences. */
  preferredKeyFile?(): Promise<string | undefined>;
  /** True if `passphrase` needs no prompt. */
  readonly passphraseAtHand?: boolean;
  /**
   * Returns the passphrase, and prompts for it if necessary. Throws a usage error if it cannot prompt.
   * @param attempt  0, then the number of wrong ones before
   */
  passphrase?(attempt: number): Promise<Secret>;
}

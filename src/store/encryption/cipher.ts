/** What the store asks of encryption. Types alone: a plain state loads nothing of it. */

import type { Secret } from '../../model/secret.ts';

/** How whoever wants to read an encrypted state gets at its key. */
export type KeyKind = 'key-file' | 'passphrase';

/** Which key a state is encrypted for. Nothing of it is secret. */
export interface KeyNote {
  readonly kind: KeyKind;
  /** The public half: `age1…`. */
  readonly recipient: string;
  /** Where the key file was when the state was encrypted. */
  readonly keyFile?: string;
}

/** A key, ready to be used. */
export interface Cipher {
  readonly note: KeyNote;
  encrypt(plain: Uint8Array): Promise<Buffer>;
  /** Throws `UnusableFile` for what was not encrypted for this key. */
  decrypt(sealed: Uint8Array): Promise<Buffer>;
}

/** The keys of one run. */
export interface Keys {
  /** The key of a recipient, asked for where that is possible. Exit 2 when there is none. */
  cipherFor(recipient: string): Promise<Cipher>;
  /** The same, undefined where somebody would have to be asked or there is none. */
  cipherAtHand(recipient: string): Promise<Cipher | undefined>;
}

/** Where keys may come from. */
export interface KeySources {
  /** The key file that this run was told of: no other is looked at then. */
  readonly keyFile?: string;
  /** The key file that somebody prefers. */
  preferredKeyFile?(): Promise<string | undefined>;
  /** Whether the passphrase can be had without asking anybody. */
  readonly passphraseAtHand?: boolean;
  /** The passphrase; asks for it. Throws a usage error where nobody can be asked. */
  passphrase?(): Promise<Secret>;
}

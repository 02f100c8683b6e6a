/** The keys of a run, found when the first is asked for: only then is what finds them loaded. */
import type { Secret } from '../../model/secret.ts';
import type { Keys } from './cipher.ts';

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

export function keysOf(folder: string, sources: KeySources): Keys {
  let ring: Promise<Keys> | undefined;
  const loaded = (): Promise<Keys> =>
    (ring ??= import('./key-ring.ts').then(({ keyRing }) => keyRing(folder, sources)));
  return {
    cipherFor: async (recipient) => (await loaded()).cipherFor(recipient),
    cipherAtHand: async (recipient) => (await loaded()).cipherAtHand(recipient),
  };
}

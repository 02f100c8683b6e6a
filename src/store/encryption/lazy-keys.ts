/** Loads the key ring on first use: commands on an unencrypted state need no cryptography. */
import type { KeySources, Keys } from './cipher.ts';

export function lazyKeys(folder: string, sources: KeySources): Keys {
  let ring: Promise<Keys> | undefined;
  const loaded = (): Promise<Keys> =>
    (ring ??= import('./key-ring.ts').then(({ keyRing }) => keyRing(folder, sources)));
  return {
    cipherFor: async (recipient) => (await loaded()).cipherFor(recipient),
    cipherAtHand: async (recipient) => (await loaded()).cipherAtHand(recipient),
  };
}

/** The keys of a run, found when the first is asked for: only then is what finds them loaded. */
import type { KeySources, Keys } from './cipher.ts';

export function keysOf(folder: string, sources: KeySources): Keys {
  let ring: Promise<Keys> | undefined;
  const loaded = (): Promise<Keys> =>
    (ring ??= import('./key-ring.ts').then(({ keyRing }) => keyRing(folder, sources)));
  return {
    cipherFor: async (recipient) => (await loaded()).cipherFor(recipient),
    cipherAtHand: async (recipient) => (await loaded()).cipherAtHand(recipient),
  };
}

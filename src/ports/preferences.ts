import type { PreferenceKey, Preferences } from '../model/preferences.ts';

/** Preferences of the user, as `peerway config` shows them. */
export interface PreferencesPort {
  read(): Promise<Preferences>;
  set(key: PreferenceKey, text: string): Promise<void>;
  unset(key: PreferenceKey): Promise<void>;
}

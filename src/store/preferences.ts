/** Preferences. The `conf` package stores them; only changes load it. */
import { usage } from '../errors.ts';
import { PREFERENCES, type PreferenceKey, type Preferences } from '../model/preferences.ts';
import { quoted, visible } from '../visible.ts';
import { preferencesFolder } from './paths.ts';
import { changeStored, pathIn, readStored } from './preferences-file.ts';

/** Returns the preferences that are set. Reads without `conf`, which would more than double the start-up time. */
export async function readPreferences(folder = preferencesFolder()): Promise<Preferences> {
  const path = pathIn(folder);
  const stored = readStored(path);
  const known = Object.entries(PREFERENCES).filter(([key]) => Object.hasOwn(stored, key));
  return Object.fromEntries(
    known.map(([key, { parse }]) => [key, parsedFrom(path, key, stored[key], parse)]),
  );
}

function parsedFrom(path: string, key: string, value: unknown, parse: (text: string) => string): string {
  try {
    if (typeof value === 'string') return parse(value);
  } catch {
    // Reported below, like a value of the wrong type.
  }
  const shown = typeof value === 'object' && value !== null ? 'not a string' : quoted(String(value));
  throw usage(
    `The preference ${key} in ${visible(path)} is ${shown}, which is not valid`,
    `correct the file, or run \`peerway config unset ${key}\``,
  );
}

/** Sets a preference. Nothing changes if the value is invalid or cannot be written completely. */
export async function setPreference(
  key: PreferenceKey,
  text: string,
  folder = preferencesFolder(),
): Promise<void> {
  const value = PREFERENCES[key].parse(text);
  await changeStored(
    folder,
    (conf) => conf.set(key, value),
    (stored) => stored[key] === value,
  );
}

/** Removes a preference. */
export async function unsetPreference(key: PreferenceKey, folder = preferencesFolder()): Promise<void> {
  await changeStored(
    folder,
    (conf) => conf.delete(key),
    (stored) => !Object.hasOwn(stored, key),
  );
}

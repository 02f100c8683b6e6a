/** Preferences are kept by `conf`, which only a change has to load. */
import { usage } from '../errors.ts';
import { PREFERENCES, type PreferenceKey, type Preferences } from '../model/preferences.ts';
import { quoted, visible } from '../visible.ts';
import { preferencesFolder } from './paths.ts';
import { changeStored, pathIn, readStored } from './preferences-file.ts';

/** The preferences that are set. Read without `conf`, which would more than double the start of every command. */
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
    // Said below, like any other value that is none of its kind.
  }
  const shown = typeof value === 'object' && value !== null ? 'not a text' : quoted(String(value));
  throw usage(
    `The preference ${key} in ${visible(path)} is ${shown}, which is not valid`,
    `mend the file, or set it again: \`peerway config set ${key} <value>\``,
  );
}

/** Sets a preference. Nothing is changed when the value is not valid, or does not get to the disk whole. */
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

/** Takes a preference away. */
export async function unsetPreference(key: PreferenceKey, folder = preferencesFolder()): Promise<void> {
  await changeStored(
    folder,
    (conf) => conf.delete(key),
    (stored) => !Object.hasOwn(stored, key),
  );
}

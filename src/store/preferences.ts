/** What somebody prefers, apart from the state: kept by `conf`, which only a change has to load. */
import { closest } from 'fastest-levenshtein';
import { usage } from '../errors.ts';
import type { Cidr } from '../model/address/cidr.ts';
import { type Owner, parseCidr, parseOwner } from '../model/values.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/formats.ts';
import { quoted, visible } from '../visible.ts';
import { preferencesFolder } from './paths.ts';
import { changeStored, pathIn, readStored } from './preferences-file.ts';

export interface Preferences {
  readonly owner?: Owner;
  readonly output?: OutputFormat;
  readonly 'tunnel-pool'?: Cidr;
}

export type PreferenceKey = keyof Preferences;

/** Where tunnel subnets are taken from unless the preference says otherwise. */
export const DEFAULT_TUNNEL_POOL = '10.255.0.0/16' as Cidr;

/** What each preference is, and how its text is read. */
export const PREFERENCES: Readonly<
  Record<PreferenceKey, { readonly describe: string; readonly parse: (text: string) => string }>
> = {
  owner: { describe: 'who acts unless --as says otherwise', parse: parseOwner },
  output: { describe: 'how to print unless --output says otherwise', parse: parseOutput },
  'tunnel-pool': {
    describe: `where tunnel subnets are taken from; else ${DEFAULT_TUNNEL_POOL}`,
    parse: (text) => parseCidr(text, 'tunnel pool'),
  },
};

function parseOutput(text: string): OutputFormat {
  const format = OUTPUT_FORMATS.find((known) => known === text);
  if (format) return format;
  throw usage(`${quoted(text)} is not a valid output`, `one of ${OUTPUT_FORMATS.join(', ')}`);
}

/** The key of a preference. A usage error with the nearest one when there is none of that name. */
export function parsePreferenceKey(text: string): PreferenceKey {
  const keys = Object.keys(PREFERENCES) as PreferenceKey[];
  const key = keys.find((known) => known === text);
  if (key) return key;
  throw usage(
    `There is no preference named ${quoted(text)}`,
    `did you mean ${closest(text.slice(0, 100), keys)}?`,
  );
}

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
  throw usage(
    `The preference ${key} in ${visible(path)} is ${quoted(String(value))}, which is not valid`,
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

/** What somebody prefers, apart from the state. */
import { closest } from 'fastest-levenshtein';
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import type { Cidr } from './address/cidr.ts';
import { parseCidr } from './address/parse.ts';
import { type Owner, parseOwner } from './values.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

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

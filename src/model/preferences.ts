/** What somebody prefers, apart from the state. */
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import { type Cidr, familyOf, prefixOf } from './address/cidr.ts';
import { parseCidr } from './address/parse.ts';
import { badValue } from './bad-value.ts';
import { nearest } from './nearest.ts';
import { type Owner, parseOwner } from './values.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface Preferences {
  readonly owner?: Owner;
  readonly output?: OutputFormat;
  readonly 'tunnel-pool'?: Cidr;
  readonly 'require-second-operator'?: OnOff;
  /** A path from the root. */
  readonly 'key-file'?: string;
}

/** Of a preference that is on or off. */
export const ON_OFF = ['on', 'off'] as const;
export type OnOff = (typeof ON_OFF)[number];

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
    parse: parseTunnelPool,
  },
  'require-second-operator': {
    describe: 'whether who asked for a peering may not accept it; else off',
    parse: parseSwitch,
  },
  'key-file': {
    describe: 'key of encrypted states unless --key-file says otherwise',
    parse: parsePath,
  },
};

/** It has to hold a tunnel subnet: a /24, for IPv6 a /64. */
function parseTunnelPool(text: string): Cidr {
  const cidr = parseCidr(text, 'tunnel pool');
  const longest = familyOf(cidr) === 4 ? 24 : 64;
  if (prefixOf(cidr) <= longest) return cidr;
  throw badValue(
    'tunnel pool',
    text,
    `tunnel subnets of /${longest} are taken from it: give a /${longest} or larger`,
  );
}

/** Preferences are read from any folder. */
function parsePath(text: string): string {
  if (text.startsWith('/') && !text.includes('\0')) return text;
  throw badValue('path', text, 'give the whole path, from / on');
}

function parseSwitch(text: string): OnOff {
  const found = ON_OFF.find((known) => known === text);
  if (found) return found;
  throw badValue('switch', text, `one of ${ON_OFF.join(', ')}`);
}

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
  const near = nearest(text, keys);
  const hint = near ? `did you mean ${near}?` : `the preferences are ${keys.join(', ')}`;
  throw usage(`There is no preference named ${quoted(text)}`, hint);
}

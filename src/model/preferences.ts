/** Preferences of the user, and settings of the network: the keys of `peerway config`. */
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import { type Cidr, familyOf, prefixOf } from './address/cidr.ts';
import { parseCidr } from './address/parse.ts';
import { badValue } from './bad-value.ts';
import { nearest } from './nearest.ts';
import { ON_OFF, type OnOff, type SettingName, type Settings } from './settings.ts';
import { type Owner, parseOwner } from './values.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The settings in it are left over from version 0.1.0; `model/settings.ts` has those of the network. */
export interface Preferences extends Settings {
  readonly owner?: Owner;
  readonly output?: OutputFormat;
  /** An absolute path. */
  readonly 'key-file'?: string;
}

export type PreferenceKey = keyof Preferences;

/** The range that tunnel subnets are allocated from by default. */
export const DEFAULT_TUNNEL_POOL = '10.255.0.0/16' as Cidr;

/** The default age above which lists warn about a key. */
export const DEFAULT_KEY_MAX_AGE = '365d';

/** The place of the value of a key. */
export type KeptIn = 'preferences' | 'state';

interface PreferenceSpec {
  readonly description: string;
  readonly keptIn: KeptIn;
  readonly parse: (text: string) => string;
}

/** The description, place and parser of each key. */
export const PREFERENCES: Readonly<Record<PreferenceKey, PreferenceSpec>> = {
  owner: {
    description: 'acting owner (default: your login name)',
    keptIn: 'preferences',
    parse: parseOwner,
  },
  output: { description: 'output format (default: table)', keptIn: 'preferences', parse: parseOutput },
  'tunnel-pool': {
    description: `pool for tunnel subnets (default: ${DEFAULT_TUNNEL_POOL})`,
    keptIn: 'state',
    parse: parseTunnelPool,
  },
  'tunnel-pool-ipv6': {
    description: 'pool for IPv6 tunnel subnets (default: a random /48 of fd00::/8, at first use)',
    keptIn: 'state',
    parse: parseTunnelPool6,
  },
  'require-second-operator': {
    description: 'require another operator to accept a peering request (default: off)',
    keptIn: 'state',
    parse: parseOnOff,
  },
  'key-max-age': {
    description: `key age above which lists warn (default: ${DEFAULT_KEY_MAX_AGE})`,
    keptIn: 'state',
    parse: parseKeyMaxAge,
  },
  'key-file': {
    description: 'key file of encrypted states',
    keptIn: 'preferences',
    parse: parsePath,
  },
};

export const isSetting = (key: PreferenceKey): key is SettingName => PREFERENCES[key].keptIn === 'state';

/** Parses a tunnel pool, which must have room for a tunnel subnet: a /24, or a /64 for IPv6. */
function parseTunnelPool(text: string): Cidr {
  const cidr = parseCidr(text, 'tunnel pool');
  const longest = familyOf(cidr) === 4 ? 24 : 64;
  if (prefixOf(cidr) <= longest) return cidr;
  throw badValue('tunnel pool', text, `it must have room for a /${longest} tunnel subnet`);
}

function parseTunnelPool6(text: string): Cidr {
  const cidr = parseTunnelPool(text);
  if (familyOf(cidr) === 6) return cidr;
  throw badValue('IPv6 tunnel pool', text, 'give an IPv6 network; tunnel-pool is the one for IPv4');
}

/** Parses an absolute path, since peerway can run in any folder. */
function parsePath(text: string): string {
  if (text.startsWith('/') && !text.includes('\0')) return text;
  throw badValue('path', text, 'give an absolute path');
}

/** Parses a number of days, or `never`. */
function parseKeyMaxAge(text: string): string {
  if (text === 'never' || /^[1-9][0-9]{0,4}d$/.test(text)) return text;
  throw badValue('age', text, 'give a number of days, such as 90d, or never');
}

function parseOnOff(text: string): OnOff {
  const found = ON_OFF.find((known) => known === text);
  if (found) return found;
  throw badValue('setting', text, `one of ${ON_OFF.join(', ')}`);
}

function parseOutput(text: string): OutputFormat {
  const format = OUTPUT_FORMATS.find((known) => known === text);
  if (format) return format;
  throw usage(`${quoted(text)} is not a valid output`, `one of ${OUTPUT_FORMATS.join(', ')}`);
}

/** Parses the name of a preference. The error for an unknown name suggests the nearest one. */
export function parsePreferenceKey(text: string): PreferenceKey {
  const keys = Object.keys(PREFERENCES) as PreferenceKey[];
  const key = keys.find((known) => known === text);
  if (key) return key;
  const near = nearest(text, keys);
  const hint = near ? `did you mean ${near}?` : `the preferences are ${keys.join(', ')}`;
  throw usage(`There is no preference named ${quoted(text)}`, hint);
}

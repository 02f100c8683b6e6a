/**
 * Parsers of values from the command line, prompts and files. Each returns a typed value, or throws a usage error with
 * the invalid text and a hint.
 */
import { badValue } from './bad-value.ts';

declare const brand: unique symbol;
type Branded<Label extends string> = string & { readonly [brand]: Label };

/** Name of a location, VPC, gateway, client, peering or subnet. */
export type Name = Branded<'Name'>;
/** The owner of an object: a login name or a team. */
export type Owner = Branded<'Owner'>;
/** Name of a WireGuard interface. */
export type InterfaceName = Branded<'InterfaceName'>;
/** A Curve25519 public key: 32 bytes in base64. */
export type PublicKey = Branded<'PublicKey'>;

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const OWNER = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/;
const INTERFACE = /^[a-z][a-z0-9_-]{0,14}$/;
/**
 * The loopback interface, the names of settings for all interfaces (ip-sysctl.rst), and `vpc-routes`, since the
 * rendered files `<interface>.ip` and `vpc-routes.ip` would have the same name.
 */
const RESERVED_INTERFACES = new Set(['lo', 'all', 'default', 'vpc-routes']);
/** 43 characters and the padding. The last one carries 4 bits, so only 16 characters are valid there. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

export const isName = (text: string): text is Name => NAME.test(text);

export function parseName(text: string, what = 'name'): Name {
  if (isName(text)) return text;
  throw badValue(
    what,
    text,
    'use 1 to 63 lower-case letters, digits and hyphens; start and end with a letter or digit',
  );
}

/** Parses an availability zone or region of any provider. */
export function parseZone(text: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(text)) return text;
  throw badValue('zone', text, 'use up to 63 lower-case letters, digits and hyphens: eu-west-1a');
}

/** Parses the id that marks the resources of a created VPC. */
export function parseMark(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  throw badValue('id', text, 'use 16 hexadecimal digits');
}

/** Parses the key of a resource at a provider: `subnet/public`. */
export function parseResourceKey(text: string): string {
  if (/^[a-z0-9][a-z0-9/:. -]{0,199}$/.test(text)) return text;
  throw badValue('resource', text, 'use up to 200 lower-case letters, digits, spaces and / : . -');
}

export function parseOwner(text: string): Owner {
  if (OWNER.test(text)) return text as Owner;
  throw badValue('owner', text, 'use up to 63 letters, digits and . _ @ -; start with a letter, digit or _');
}

export function parseInterfaceName(text: string): InterfaceName {
  if (INTERFACE.test(text) && !RESERVED_INTERFACES.has(text)) return text as InterfaceName;
  throw badValue(
    'interface name',
    text,
    'use up to 15 lower-case letters, digits, _ and -; start with a letter: wg0',
  );
}

/** WireGuard treats a key of zeros as no key. */
export const isPublicKey = (text: string): text is PublicKey => KEY.test(text) && !/^A+=$/.test(text);

export function parsePublicKey(text: string): PublicKey {
  if (isPublicKey(text)) return text;
  throw badValue(
    'public key',
    text,
    'a WireGuard public key is 44 characters of base64, as `wg pubkey` prints it',
  );
}

/**
 * Parses the path of a file or folder, which must be safe to print. Paths of printable ASCII skip the Unicode tables,
 * whose first use takes a millisecond.
 */
export function parsePath(text: string): string {
  if (/^[ -~]*$/.test(text) || !/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u.test(text)) return text;
  throw badValue('path', text, 'it contains control characters; rename the file or folder');
}

/** Parses an integer from `least` to `most`. */
export function parseInteger(text: string, what: string, least: number, most: number): number {
  const number = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw badValue(what, text, `give an integer from ${least} to ${most}`);
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAY = 24 * 3_600_000;

/** Parses a duration of up to a day, such as `500ms`, `10s`, `2m`, `1h`, or `10` for seconds. Returns milliseconds. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(0|[1-9][0-9]{0,8})(ms|s|m|h)?$/.exec(text) ?? [];
  const duration = digits === undefined ? Number.NaN : Number(digits) * (MILLISECONDS[unit] as number);
  if (duration <= DAY) return duration;
  throw badValue(
    'duration',
    text,
    'give 500ms, 10s, 2m, 1h or a number of seconds, up to a day; 0 means not to wait',
  );
}

/** Parses an MTU in bytes: IPv4 hosts must accept 576 (RFC 791, section 3.1), and Ethernet jumbo frames carry 9000. */
export const parseMtu = (text: string): number => parseInteger(text, 'MTU', 576, 9000);

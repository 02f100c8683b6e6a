/**
 * The values that enter the product, parsed once at the edge. Each parser takes the text as typed and either
 * returns its typed value or throws a usage error that names the value and what would do.
 */
import { badValue } from './bad-value.ts';

declare const brand: unique symbol;
type Branded<Label extends string> = string & { readonly [brand]: Label };

/** Name of a location, VPC, gateway, client, peering or subnet. */
export type Name = Branded<'Name'>;
/** A label for whom an object belongs to: a login or a team. */
export type Owner = Branded<'Owner'>;
/** Name of a WireGuard interface on its host. */
export type InterfaceName = Branded<'InterfaceName'>;
/** A Curve25519 public key: 32 bytes in base64. */
export type PublicKey = Branded<'PublicKey'>;

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const OWNER = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/;
const INTERFACE = /^[a-z][a-z0-9_-]{0,14}$/;
/**
 * The kernel's own: loopback, and the names that settings for all interfaces go by (ip-sysctl.rst). And ours: the
 * interface's batch would be the very file of the VPC's routes.
 */
const TAKEN_INTERFACES = new Set(['lo', 'all', 'default', 'vpc-routes']);
/** 43 characters and one of padding; the last carries 4 bits, so it is one of sixteen. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Whether the text is a name. */
export const isName = (text: string): text is Name => NAME.test(text);

export function parseName(text: string, what = 'name'): Name {
  if (isName(text)) return text;
  throw badValue(
    what,
    text,
    'use 1 to 63 lower-case letters, digits and hyphens; begin and end with a letter or digit',
  );
}

export function parseOwner(text: string): Owner {
  if (OWNER.test(text)) return text as Owner;
  throw badValue(
    'owner',
    text,
    'use up to 63 letters, digits and . _ @ -, beginning with a letter, digit or _',
  );
}

export function parseInterfaceName(text: string): InterfaceName {
  if (INTERFACE.test(text) && !TAKEN_INTERFACES.has(text)) return text as InterfaceName;
  throw badValue(
    'interface name',
    text,
    'use up to 15 lower-case letters, digits, _ and -, beginning with a letter: wg0',
  );
}

export function parsePublicKey(text: string): PublicKey {
  // WireGuard takes a key of zeros for none at all.
  if (KEY.test(text) && !/^A+=$/.test(text)) return text as PublicKey;
  throw badValue(
    'public key',
    text,
    'a WireGuard public key is 44 characters of base64, as `wg pubkey` prints it',
  );
}

/**
 * Returns a path that can be printed as it is. Paths of printable ASCII skip the Unicode tables, whose first use takes
 * a millisecond.
 */
export function parsePath(text: string): string {
  if (/^[ -~]*$/.test(text) || !/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u.test(text)) return text;
  throw badValue('path', text, 'it holds control characters; give the folder or file another name');
}

/** A whole number in a range, both ends in it. */
export function parseInteger(text: string, what: string, least: number, most: number): number {
  const number = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw badValue(what, text, `give a whole number from ${least} to ${most}`);
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAY = 24 * 3_600_000;

/** How long to wait, in milliseconds: `500ms`, `10s`, `2m`, `1h`, or whole seconds; 0 is not at all. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(0|[1-9][0-9]{0,8})(ms|s|m|h)?$/.exec(text) ?? [];
  const wait = digits === undefined ? Number.NaN : Number(digits) * (MILLISECONDS[unit] as number);
  if (wait <= DAY) return wait;
  throw badValue(
    'duration',
    text,
    'give 500ms, 10s, 2m, 1h or whole seconds, a day at most; 0 is not to wait',
  );
}

/** IPv6 needs links of 1280 bytes (RFC 8200, 5), IPv4 of 576; an Ethernet jumbo frame is 9000. */
export const parseMtu = (text: string): number => parseInteger(text, 'MTU', 576, 9000);

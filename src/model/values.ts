/**
 * The values that enter the product, parsed once at the edge. Each parser takes the text as typed and either
 * returns its typed value or throws a usage error that names the value and what would do.
 */
import { type UserError, usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import {
  type Cidr,
  familyOf,
  type Ip,
  ipText,
  networkOf,
  prefixOf,
  readCidr,
  readInterfaceAddress,
} from './address/cidr.ts';
import { readIp } from './address/ip.ts';

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
/** DNS name of a host. */
export type HostName = Branded<'HostName'>;
/** A moment in UTC, ISO 8601 with milliseconds: sorts as text. */
export type Instant = Branded<'Instant'>;

/** Where a gateway is reached over UDP. */
export interface Endpoint {
  readonly host: Ip | HostName;
  readonly port: number;
}

/** Where a gateway is reached over SSH. */
export interface SshTarget {
  readonly user?: string;
  readonly host: Ip | HostName;
  readonly port?: number;
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const OWNER = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/;
const INTERFACE = /^[a-z][a-z0-9_-]{0,14}$/;
/** 43 characters and one of padding; the last carries 4 bits, so it is one of sixteen. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
/** RFC 1123 host names, which begin with a letter or digit: never an option of ssh. */
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const LOGIN = /^[a-z_][a-z0-9_.-]{0,31}$/;

/** Names that JSON documents give a meaning of their own. */
const UNWANTED_NAMES = new Set(['constructor', 'prototype']);

const bad = (what: string, text: string, hint: string): UserError =>
  usage(`${quoted(text)} is not a valid ${what}`, hint);

/** Whether the text is a name. */
export const isName = (text: string): text is Name => NAME.test(text) && !UNWANTED_NAMES.has(text);

export function parseName(text: string, what = 'name'): Name {
  if (isName(text)) return text;
  throw bad(
    what,
    text,
    'use 1 to 63 lower-case letters, digits and hyphens; begin and end with a letter or digit',
  );
}

export function parseOwner(text: string): Owner {
  if (OWNER.test(text)) return text as Owner;
  throw bad('owner', text, 'use up to 63 letters, digits and . _ @ -, beginning with a letter, digit or _');
}

export function parseInterfaceName(text: string): InterfaceName {
  if (INTERFACE.test(text)) return text as InterfaceName;
  throw bad(
    'interface name',
    text,
    'use up to 15 lower-case letters, digits, _ and -, beginning with a letter: wg0',
  );
}

export function parsePublicKey(text: string): PublicKey {
  if (KEY.test(text)) return text as PublicKey;
  throw bad(
    'public key',
    text,
    'a WireGuard public key is 44 characters of base64, as `wg pubkey` prints it',
  );
}

/** A network in canonical form; what was probably meant is the hint. */
export function parseCidr(text: string, what = 'CIDR'): Cidr {
  const cidr = readCidr(text);
  if (cidr) return cidr;
  throw bad(what, text, cidrHint(text));
}

/** What to type in place of a malformed CIDR. */
export function cidrHint(text: string): string {
  const parts = readInterfaceAddress(paddedIpv4(text)) ?? readInterfaceAddress(spelledOutIpv6(text));
  if (parts) return `did you mean ${networkOf(parts.ip, parts.prefix)}?`;
  const ip = readIp(text);
  if (ip) return `add the prefix length: ${networkOf(ip, ip.family === 4 ? 32 : 128)} for one address`;
  return 'write the network address and its prefix length, without leading zeros: 10.0.0.0/16 or fd00:1234::/48';
}

/** An IPv4 network with leading zeros dropped and missing parts as zeros, the way `10.1/16` is meant. */
function paddedIpv4(text: string): string {
  const match = /^([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})\/([0-9]{1,2})$/.exec(text);
  if (!match?.[1]) return '';
  const parts = match[1].split('.').map(Number);
  return `${[...parts, 0, 0, 0].slice(0, 4).join('.')}/${Number(match[2])}`;
}

/** An IPv6 network as RFC 5952 writes it. */
function spelledOutIpv6(text: string): string {
  const match = /^([0-9a-f:]{2,39})\/([0-9]{1,3})$/.exec(text.toLowerCase());
  if (!match?.[1]?.includes(':')) return '';
  const halves = match[1].split('::');
  if (halves.length > 2) return '';
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return '';
  const all = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (all.some((group) => group === '' || group.length > 4)) return '';
  const value = all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return `${ipText({ family: 6, value })}/${match[2]}`;
}

export function parseIp(text: string, what = 'IP address'): Ip {
  const ip = readIp(text);
  if (ip) return ipText(ip);
  throw bad(what, text, 'write it in full, without a prefix length: 10.0.0.2 or fd00:1234::2');
}

const HOST_HINT =
  'give an IP address or a DNS name; an IPv6 address with a port goes in brackets: [2001:db8::1]:51820';

function parseHost(text: string, whole: string, what: string): Ip | HostName {
  const ip = readIp(text);
  if (ip) return ipText(ip);
  // A name of digits and dots only would be read as an address somewhere, and perhaps as another one.
  if (HOST.test(text) && !/^[0-9.]+$/.test(text) && !/^0x/i.test(text)) return text.toLowerCase() as HostName;
  throw bad(what, whole, HOST_HINT);
}

/** Splits `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address. */
function splitPort(text: string, what: string): { host: string; port: number | undefined } {
  const match = /^\[([^\]]*)\](?::([^:]*))?$/.exec(text) ?? /^([^:]*)(?::([^:]*))?$/.exec(text);
  const host = match?.[1];
  if (host === undefined) return { host: text, port: undefined };
  if (text.startsWith('[') && !host.includes(':')) throw bad(what, text, HOST_HINT);
  const port = match?.[2];
  return { host, port: port === undefined ? undefined : parsePort(port, text, what) };
}

function parsePort(text: string, whole: string, what: string): number {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw bad(what, whole, 'a port is a number from 1 to 65535');
}

/** The port WireGuard uses when none is named. */
export const DEFAULT_PORT = 51_820;

export function parseEndpoint(text: string): Endpoint {
  const { host, port } = splitPort(text, 'endpoint');
  return { host: parseHost(host, text, 'endpoint'), port: port ?? DEFAULT_PORT };
}

/** Whether a host is an address and not a DNS name. */
export const isIp = (host: Ip | HostName): host is Ip => readIp(host) !== undefined;

/** `host:port`, an IPv6 address in brackets: as `wg` wants it. */
export const endpointText = ({ host, port }: Endpoint): string =>
  `${isIp(host) && familyOf(host) === 6 ? `[${host}]` : host}:${port}`;

export function parseSshTarget(text: string): SshTarget {
  const at = text.indexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  if (user !== undefined && !LOGIN.test(user)) {
    throw bad('SSH target', text, 'write [user@]host[:port], the user in lower case');
  }
  const { host, port } = splitPort(text.slice(at + 1), 'SSH target');
  return {
    ...(user === undefined ? {} : { user }),
    host: parseHost(host, text, 'SSH target'),
    ...(port === undefined ? {} : { port }),
  };
}

/** `[user@]host[:port]`, as it was typed. */
export const sshText = ({ user, host, port }: SshTarget): string =>
  `${user ? `${user}@` : ''}${port && isIp(host) && familyOf(host) === 6 ? `[${host}]` : host}${port ? `:${port}` : ''}`;

/** A whole number in a range, both ends in it. */
export function parseWhole(text: string, what: string, least: number, most: number): number {
  const number = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw bad(what, text, `give a whole number from ${least} to ${most}`);
}

/** IPv6 needs links of 1280 bytes (RFC 8200, 5), IPv4 of 576; an Ethernet jumbo frame is 9000. */
export const parseMtu = (text: string): number => parseWhole(text, 'MTU', 576, 9000);

/** A tunnel subnet: it must hold the gateway and at least one more host. */
export function parseTunnelSubnet(text: string): Cidr {
  const cidr = parseCidr(text, 'tunnel subnet');
  const longest = familyOf(cidr) === 4 ? 30 : 126;
  if (prefixOf(cidr) <= longest) return cidr;
  throw bad('tunnel subnet', text, `it needs room for the gateway and its peers: /${longest} or larger`);
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A date, a moment (ISO 8601) or a duration from now such as `12h`, `90d`, `2w`. It has to lie in the future. */
export function parseExpiry(text: string, now: Instant): Instant {
  const at = readMoment(text, now);
  if (at === undefined) {
    throw bad(
      'expiry',
      text,
      'give a date (2027-01-31), a moment in UTC (2027-01-31T18:00:00Z) or a duration (12h, 90d, 2w)',
    );
  }
  if (at <= now) throw bad('expiry', text, 'it lies in the past');
  return at;
}

function readMoment(text: string, now: Instant): Instant | undefined {
  const duration = /^([1-9][0-9]{0,4})([mhdw])$/.exec(text);
  if (duration) return later(now, Number(duration[1]) * (UNITS[duration[2] as string] as number));
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3})?)?Z)?$/.test(text))
    return undefined;
  const date = new Date(text);
  // `new Date` rolls 30 February over into March.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return date.toISOString() as Instant;
}

/** The moment so many seconds after another. */
export const later = (moment: Instant, seconds: number): Instant =>
  new Date(Date.parse(moment) + seconds * 1000).toISOString() as Instant;

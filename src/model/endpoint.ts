import { familyOf, type Ip, ipText } from './address/cidr.ts';
import { readIp } from './address/ip.ts';
import { badValue } from './bad-value.ts';

declare const brand: unique symbol;

export type HostName = string & { readonly [brand]: 'HostName' };

/** A host name, or an alias of ssh_config(5) in its own spelling. */
export type SshHost = string & { readonly [brand]: 'HostName' | 'SshHost' };

/** The UDP address of a gateway. */
export interface Endpoint {
  readonly host: Ip | HostName;
  readonly port: number;
}

/** The SSH address of a gateway. */
export interface SshTarget {
  readonly user?: string;
  readonly host: Ip | SshHost;
  readonly port?: number;
}

/** Host names of RFC 1123. They start with a letter or digit, so ssh cannot mistake one for an option. */
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
/**
 * Text that inet_aton(3) would read as an IPv4 address, possibly an unintended one: its last part is a decimal, octal
 * or hexadecimal number. The last label of a host name is never a number (RFC 1123, section 2.1).
 */
const IPV4_LIKE = /(^|\.)([0-9]+|0x[0-9a-f]*)$/i;
/** Text that inet_aton(3) reads as an IPv4 address: numbers only. An alias such as `gw.1` is none. */
const IPV4_NUMBERS = /^(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}$/i;
/**
 * Never starts with a dash: ssh would take it for an option. ssh_config(5) tells upper case from lower case. Characters
 * of a shell, which ProxyCommand may run, and the separators of targets are left out; OpenSSH rejects most of them, too.
 */
const SSH_HOST = /^[A-Za-z0-9_.+=~][A-Za-z0-9_.+=~-]{0,252}$/;
/** Names of a directory service may have capitals, a domain and a backslash: `CORP\alice`, `alice@corp.example`. */
const LOGIN = /^[A-Za-z0-9_.][A-Za-z0-9_.+@\\-]{0,62}[A-Za-z0-9_.+-]$|^[A-Za-z0-9_.]$/;

const HOST_HINT =
  'give an IP address or a DNS name; put an IPv6 address with a port in brackets: [2001:db8::1]:51820';

/** Words for an endpoint that mean that there is none. No public host has a name of one of these labels. */
const NONE_WORDS =
  /^(|-|none|no|nil|null|undefined|false|off|empty|any|auto|dynamic|dyn|dhcp|nat|natted|behind-?nat|no-?endpoint|private|unknown|n\/?a|tbd)$/i;
/** Returns whether the text says that there is no endpoint. */
export const meansNoEndpoint = (text: string): boolean => text !== '' && NONE_WORDS.test(text);

const NO_ENDPOINT_HINT =
  'if other gateways cannot reach this one, such as behind NAT, use --no-endpoint instead of --endpoint';

function parseHost(text: string, whole: string, what: string): Ip | HostName {
  const ip = readIp(text);
  if (what === 'endpoint' && (ip ? ip.value === 0n : NONE_WORDS.test(text)))
    throw badValue(what, whole, NO_ENDPOINT_HINT);
  if (ip) return ipText(ip);
  if (HOST.test(text) && !IPV4_LIKE.test(text)) return text.toLowerCase() as HostName;
  throw badValue(what, whole, HOST_HINT);
}

/** Parses a DNS domain, without a trailing dot. */
export function parseDomain(text: string): HostName {
  if (HOST.test(text) && !IPV4_LIKE.test(text) && !readIp(text)) return text.toLowerCase() as HostName;
  throw badValue('domain', text, 'give a DNS domain, such as corp.example');
}

function parseSshHost(text: string, whole: string): Ip | SshHost {
  const ip = readIp(text);
  if (ip) return ipText(ip);
  if (SSH_HOST.test(text) && !IPV4_NUMBERS.test(text)) return text as SshHost;
  throw badValue('SSH target', whole, 'give an IP address, a DNS name or an alias of your SSH configuration');
}

/** Splits `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address. */
function splitPort(text: string, what: string): { host: string; port: number | undefined } {
  const match = /^\[([^\]]*)\](?::([^:]*))?$/.exec(text) ?? /^([^:]*)(?::([^:]*))?$/.exec(text);
  const host = match?.[1];
  if (host === undefined) {
    throwIfAmbiguous(text, what);
    return { host: text, port: undefined };
  }
  if (text.startsWith('[') && !host.includes(':')) throw badValue(what, text, HOST_HINT);
  const port = match?.[2];
  return { host, port: port === undefined ? undefined : parsePort(port, text, what) };
}

/** Returns both readings of an IPv6 address without brackets: as an address, and as an address with a port. */
function readings(text: string): { address: string | undefined; withPort: string | undefined } {
  const [, head = '', tail = ''] = /^(.*):([^:]*)$/.exec(text) ?? [];
  const [whole, front] = [readIp(text), readIp(head)];
  return {
    address: whole?.family === 6 ? `[${ipText(whole)}]` : undefined,
    withPort: front?.family === 6 && readPort(tail) ? `[${ipText(front)}]:${tail}` : undefined,
  };
}

/** Throws for an IPv6 address without brackets whose last group may be a port. */
function throwIfAmbiguous(text: string, what: string): void {
  const { address, withPort } = readings(text);
  if (withPort === undefined) return;
  const flag = what === 'endpoint' ? '--endpoint' : '--ssh';
  throw badValue(
    what,
    text,
    address === undefined
      ? `put an IPv6 address with a port in brackets: ${flag} '${withPort}'`
      : `it may be an address or an address with a port: use ${flag} '${withPort}' or ${flag} '${address}'`,
  );
}

const readPort = (text: string): number | undefined =>
  /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

function parsePort(text: string, whole: string, what: string): number {
  const port = readPort(text);
  if (port !== undefined) return port;
  throw badValue(what, whole, 'a port is a number from 1 to 65535');
}

/** Parses the UDP port of an interface. */
export const parseListenPort = (text: string): number => parsePort(text, text, 'port');

/** WireGuard's default port. */
export const DEFAULT_PORT = 51_820;

export function parseEndpoint(text: string): Endpoint {
  return { port: DEFAULT_PORT, ...parseEndpointChange(text) };
}

/** Returns the endpoint of a gateway if it is an address, not a DNS name. */
export const endpointIp = ({ endpoint }: { readonly endpoint?: Endpoint }): Ip | undefined =>
  endpoint && isIp(endpoint.host) ? endpoint.host : undefined;

/** Returns the UDP port on which the gateway itself listens. */
export const listenPortOf = ({
  endpoint,
  listenPort,
}: {
  readonly endpoint?: Endpoint;
  readonly listenPort?: number;
}): number => listenPort ?? endpoint?.port ?? DEFAULT_PORT;

/** A new host for an endpoint, and a new port if one is given. */
export type EndpointChange = Pick<Endpoint, 'host'> & Partial<Endpoint>;

/** Parses an endpoint whose port may be left out. */
export function parseEndpointChange(text: string): EndpointChange {
  const { host, port } = splitPort(text, 'endpoint');
  return { host: parseHost(host, text, 'endpoint'), ...(port === undefined ? {} : { port }) };
}

/** Returns whether the host is an address, not a DNS name. */
export const isIp = (host: Ip | HostName | SshHost): host is Ip => readIp(host) !== undefined;

/** Returns `host:port` as wg(8) expects it, with brackets around an IPv6 address. */
export const endpointText = ({ host, port }: Endpoint): string =>
  `${isIp(host) && familyOf(host) === 6 ? `[${host}]` : host}:${port}`;

export function parseSshTarget(text: string): SshTarget {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  if (user !== undefined && !LOGIN.test(user)) {
    throw badValue('SSH target', text, 'write [user@]host[:port], such as admin@gw1:2222');
  }
  const { host, port } = splitPort(text.slice(at + 1), 'SSH target');
  return {
    ...(user === undefined ? {} : { user }),
    host: parseSshHost(host, text),
    ...(port === undefined ? {} : { port }),
  };
}

/** Returns `[user@]host[:port]`, with brackets around an IPv6 address with a port, or with one that looks like one. */
export const sshText = ({ user, host, port }: SshTarget): string => {
  const isBracketed = isIp(host) && familyOf(host) === 6 && (port || readings(host).withPort !== undefined);
  return `${user ? `${user}@` : ''}${isBracketed ? `[${host}]` : host}${port ? `:${port}` : ''}`;
};

/** Networks and addresses as they are typed: strict, and with what was probably meant as the hint. */
import { badValue } from '../bad-value.ts';
import {
  type Cidr,
  familyOf,
  type Ip,
  ipText,
  networkOf,
  prefixOf,
  readCidr,
  readInterfaceAddress,
} from './cidr.ts';
import { readIp } from './ip.ts';

/** A network in canonical form; what was probably meant is the hint. */
export function parseCidr(text: string, what = 'CIDR'): Cidr {
  const cidr = readCidr(text);
  if (cidr) return cidr;
  throw badValue(what, text, cidrHint(text));
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
  throw badValue(what, text, 'write it in full, without a prefix length: 10.0.0.2 or fd00:1234::2');
}

/** A tunnel subnet: it must hold the gateway and at least one more host. */
export function parseTunnelSubnet(text: string): Cidr {
  const cidr = parseCidr(text, 'tunnel subnet');
  const longest = familyOf(cidr) === 4 ? 30 : 126;
  if (prefixOf(cidr) <= longest) return cidr;
  throw badValue('tunnel subnet', text, `it needs room for the gateway and its peers: /${longest} or larger`);
}

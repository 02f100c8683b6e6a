/** Parsers of networks and addresses. They are strict, and their errors suggest a valid value. */
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
import { type InterfaceAddress, readAddress } from './interface-address.ts';
import { readIp } from './ip.ts';

export function parseCidr(text: string, what = 'CIDR'): Cidr {
  const cidr = readCidr(text);
  if (cidr) return cidr;
  throw badValue(what, text, cidrHint(text));
}

/** Returns the hint for an invalid CIDR: the intended value if it can be guessed. */
export function cidrHint(text: string): string {
  const parts = readInterfaceAddress(padIpv4(text)) ?? readInterfaceAddress(text);
  if (parts) return `did you mean ${networkOf(parts.ip, parts.prefix)}?`;
  const ip = readIp(text);
  if (ip) return `add the prefix length: ${networkOf(ip, ip.family === 4 ? 32 : 128)} for one address`;
  return 'write the network address and its prefix length, without leading zeros: 10.0.0.0/16 or fd00:1234::/48';
}

/** Removes leading zeros from an IPv4 network and adds missing parts: `10.1/16` means `10.1.0.0/16`. */
function padIpv4(text: string): string {
  const match = /^([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})\/([0-9]{1,2})$/.exec(text);
  if (!match?.[1]) return '';
  const parts = match[1].split('.').map(Number);
  return `${[...parts, 0, 0, 0].slice(0, 4).join('.')}/${Number(match[2])}`;
}

export function parseIp(text: string, what = 'IP address'): Ip {
  const ip = readIp(text);
  if (ip) return ipText(ip);
  throw badValue(what, text, 'write the full address without a prefix length: 10.0.0.2 or fd00:1234::2');
}

/** Parses a tunnel subnet of any size: that of an imported gateway may be its own address only. */
export const parseAnyTunnelSubnet = (text: string): Cidr => parseCidr(text, 'tunnel subnet');

/** Parses an address with its prefix length, such as `10.99.1.1/24`. */
export function parseInterfaceAddress(text: string): InterfaceAddress {
  const address = readAddress(text);
  if (address) return address;
  throw badValue('interface address', text, 'write the address and its prefix length: 10.99.1.1/24');
}

/** Parses a tunnel subnet, which must have room for the gateway and at least one peer. */
export function parseTunnelSubnet(text: string): Cidr {
  const cidr = parseCidr(text, 'tunnel subnet');
  const longest = familyOf(cidr) === 4 ? 30 : 126;
  if (prefixOf(cidr) <= longest) return cidr;
  throw badValue(
    'tunnel subnet',
    text,
    `it must have room for the gateway and its peers: /${longest} or larger`,
  );
}

import { type Cidr, type Ip, ipText, networkOf, readInterfaceAddress } from './cidr.ts';
import { readIp, widthOf } from './ip.ts';

/** An address and its prefix length on the interface. */
export interface InterfaceAddress {
  readonly ip: Ip;
  readonly prefix: number;
}

export const interfaceAddressText = ({ ip, prefix }: InterfaceAddress): string => `${ip}/${prefix}`;

/** Reads an address as wg-quick(8) does: without a prefix length, it is a host's. Undefined if it is invalid. */
export function readAddress(text: string): InterfaceAddress | undefined {
  const ip = readIp(text);
  const parts = ip ? { ip, prefix: widthOf(ip.family) } : readInterfaceAddress(text);
  return parts && { ip: ipText(parts.ip), prefix: parts.prefix };
}

/** Returns the network of the address; that of a host for an invalid one. */
export function networkAround({ ip, prefix }: InterfaceAddress): Cidr {
  const number = readIp(ip);
  if (!number) throw new Error(`not an address: ${ip}`);
  return networkOf(number, prefix);
}

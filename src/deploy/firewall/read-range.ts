import { type Cidr, rangeOf, readCidr } from '../../model/address/cidr.ts';
import { readIp } from '../../model/address/ip.ts';
import type { AddressRange } from './ruleset.ts';

/** Reads an address, a network or a range such as `10.0.0.1-10.0.0.9`; undefined for any other text. */
export function readRange(text: string): AddressRange | undefined {
  const network = readCidr(text);
  if (network) return rangeOf(network as Cidr);
  const [first, last = first] = text.split('-').map(readIp);
  return first && last && first.family === last.family
    ? { family: first.family, first: first.value, last: last.value }
    : undefined;
}

/** Comma-separated networks and addresses, as typed at a prompt. */
import type { Cidr } from '../model/address/cidr.ts';
import { nextFreeAddresses } from '../model/address/free.ts';
import { parseCidr } from '../model/address/parse.ts';
import { usedNetworks } from '../model/rules/claims.ts';
import type { State } from '../model/state.ts';

/** Splits a list at its commas; an empty text is an empty list. */
export const splitList = (text: string): string[] =>
  text === '' ? [] : text.split(',').map((item) => item.trim());

/** Parses at least one CIDR and keeps the order, as repeated flags do. */
export const parseCidrs = (text: string, parse: (item: string) => Cidr = parseCidr): Cidr[] =>
  text.split(',').map((item) => parse(item.trim()));

/** Returns the default of a new VPC: the lowest free /16. */
export function defaultVpcCidr(state: State): { readonly default?: string } {
  const free = nextFreeAddresses(usedNetworks(state), 16);
  return free ? { default: free } : {};
}

/** Networks as they are typed at a question: several are separated by commas. */
import type { Cidr } from '../model/address/cidr.ts';
import { firstFree } from '../model/address/free.ts';
import { parseCidr } from '../model/address/parse.ts';
import { usedNetworks } from '../model/rules/claims.ts';
import type { State } from '../model/state.ts';

/** The pieces of a text with commas; none of an empty one. */
export const listed = (text: string): string[] =>
  text === '' ? [] : text.split(',').map((piece) => piece.trim());

/** In the order in which they are typed, as flags leave them. */
export const parseCidrs = (text: string, parse: (piece: string) => Cidr = parseCidr): Cidr[] =>
  text.split(',').map((piece) => parse(piece.trim()));

/** What a new VPC is offered: the lowest free /16. */
export function freeRange(state: State): { readonly fallback?: string } {
  const free = firstFree(usedNetworks(state), 16);
  return free ? { fallback: free } : {};
}

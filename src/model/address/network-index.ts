import { type Cidr, familyOf, networkOf, prefixOf, rangeOf, sortedCidrs } from './cidr.ts';
import type { Family } from './ip.ts';

/** Networks of one family in plan order, with the first address of each. */
interface Sorted {
  readonly networks: readonly Cidr[];
  readonly firsts: readonly bigint[];
  /** The prefix lengths that occur, longest first. */
  readonly prefixes: readonly number[];
}

/**
 * Finds the networks that overlap another one, in logarithmic time. Two networks that overlap are nested:
 *
 *     around it   networks that its first address is in: one at most for each prefix length
 *     inside it   networks that start between its first and its last address: neighbors in plan order
 */
export class NetworkIndex {
  readonly #networks: ReadonlySet<Cidr>;
  readonly #sorted: Readonly<Record<Family, Sorted>>;

  constructor(networks: readonly Cidr[]) {
    const sorted = sortedCidrs(networks);
    this.#networks = new Set(sorted);
    const ofFamily = (family: Family): Sorted => {
      const own = sorted.filter((cidr) => familyOf(cidr) === family);
      const prefixes = [...new Set(own.map(prefixOf))].sort((a, b) => b - a);
      return { networks: own, firsts: own.map((cidr) => rangeOf(cidr).first), prefixes };
    };
    this.#sorted = { 4: ofFamily(4), 6: ofFamily(6) };
  }

  /** Returns the longest prefix that contains the network or is equal to it. */
  around(cidr: Cidr): Cidr | undefined {
    return this.#containing(cidr)[0];
  }

  /** Returns the networks that lie in the given one, or are equal to it, in plan order. */
  inside(cidr: Cidr): readonly Cidr[] {
    const { family, first, last } = rangeOf(cidr);
    const { networks, firsts } = this.#sorted[family];
    const from = firstFrom(firsts, first);
    let to = from;
    while (to < firsts.length && (firsts[to] as bigint) <= last) to++;
    return networks.slice(from, to).filter((each) => prefixOf(each) >= prefixOf(cidr));
  }

  /** Returns the networks that share addresses with the given one: those around it, then those inside it. */
  overlapping(cidr: Cidr): readonly Cidr[] {
    return [...new Set([...this.#containing(cidr), ...this.inside(cidr)])];
  }

  /** Returns the networks that contain the given one or are equal to it, the longest prefix first. */
  #containing(cidr: Cidr): Cidr[] {
    const { family, first: value } = rangeOf(cidr);
    return this.#sorted[family].prefixes
      .filter((prefix) => prefix <= prefixOf(cidr))
      .map((prefix) => networkOf({ family, value }, prefix))
      .filter((candidate) => this.#networks.has(candidate));
  }
}

/** Returns the position of the first address that is not below the given one. */
function firstFrom(firsts: readonly bigint[], address: bigint): number {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((firsts[middle] as bigint) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

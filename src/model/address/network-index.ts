import { type Cidr, compareCidrs, networkOf, prefixOf, rangeOf, sortedCidrs } from './cidr.ts';

/** Finds the networks that overlap another one, in logarithmic time. */
export class NetworkIndex {
  readonly #networks: ReadonlySet<Cidr>;
  readonly #sorted: readonly Cidr[];

  constructor(networks: readonly Cidr[]) {
    this.#sorted = sortedCidrs(networks);
    this.#networks = new Set(this.#sorted);
  }

  /** Returns the longest prefix that contains the network or is equal to it. */
  around(cidr: Cidr): Cidr | undefined {
    const { family, first: value } = rangeOf(cidr);
    for (let prefix = prefixOf(cidr); prefix >= 0; prefix--) {
      const candidate = networkOf({ family, value }, prefix);
      if (this.#networks.has(candidate)) return candidate;
    }
    return undefined;
  }

  /** Returns the networks that lie in the given one, or are equal to it, in plan order. */
  inside(cidr: Cidr): readonly Cidr[] {
    const { family, last } = rangeOf(cidr);
    const from = this.#firstNotBefore(cidr);
    let to = from;
    for (; to < this.#sorted.length; to++) {
      const range = rangeOf(this.#sorted[to] as Cidr);
      if (range.family !== family || range.first > last) break;
    }
    return this.#sorted.slice(from, to);
  }

  /** Returns the position of the first network that is not before the given one in plan order. */
  #firstNotBefore(cidr: Cidr): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareCidrs(this.#sorted[middle] as Cidr, cidr) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

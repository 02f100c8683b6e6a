import { type Cidr, prefixOf, rangeOf, sortedCidrs } from './cidr.ts';
import type { Family } from './ip.ts';

/** A network, and the smallest other one that contains it. */
interface Place {
  readonly cidr: Cidr;
  readonly first: bigint;
  readonly last: bigint;
  readonly around: Place | undefined;
}

/**
 * Finds the networks that overlap another one, in logarithmic time. Two networks that overlap are nested:
 *
 *     around it   the last network that starts at or before it and reaches to its end, and those around that one
 *     inside it   networks that start between its first and its last address: neighbors in plan order
 */
export class NetworkIndex {
  /** In plan order. */
  readonly #places: Readonly<Record<Family, Place[]>> = { 4: [], 6: [] };

  constructor(networks: readonly Cidr[]) {
    for (const cidr of sortedCidrs(networks)) {
      const { family, first, last } = rangeOf(cidr);
      const places = this.#places[family];
      places.push({ cidr, first, last, around: reachingTo(places.at(-1), last) });
    }
  }

  /** Returns the longest prefix that contains the network or is equal to it. */
  around(cidr: Cidr): Cidr | undefined {
    return this.#containing(cidr)?.cidr;
  }

  /** Returns the networks that lie in the given one, or are equal to it, in plan order. */
  inside(cidr: Cidr): readonly Cidr[] {
    const { family, first, last } = rangeOf(cidr);
    const places = this.#places[family];
    const from = countUntil(places, (place) => place.first < first);
    const to = countUntil(places, (place) => place.first <= last);
    const found = places.slice(from, to).map((place) => place.cidr);
    return found.filter((each) => prefixOf(each) >= prefixOf(cidr));
  }

  /** Returns the networks that share addresses with the given one: those around it, then those inside it. */
  overlapping(cidr: Cidr): readonly Cidr[] {
    const found = new Set<Cidr>();
    for (let place = this.#containing(cidr); place; place = place.around) found.add(place.cidr);
    for (const each of this.inside(cidr)) found.add(each);
    return [...found];
  }

  #containing(cidr: Cidr): Place | undefined {
    const { family, first, last } = rangeOf(cidr);
    const places = this.#places[family];
    return reachingTo(places[countUntil(places, (place) => place.first <= first) - 1], last);
  }
}

/** Returns the place or the nearest one around it that reaches to an address; undefined if none does. */
function reachingTo(place: Place | undefined, address: bigint): Place | undefined {
  let found = place;
  while (found && found.last < address) found = found.around;
  return found;
}

/** Returns the number of places at the beginning for which a condition holds. */
function countUntil(places: readonly Place[], holds: (place: Place) => boolean): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(places[middle] as Place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

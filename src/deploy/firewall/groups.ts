import type { AddressRange, Table } from './ruleset.ts';

/** Networks that every rule treats alike. */
export interface Group<Network> {
  readonly range: AddressRange;
  readonly networks: readonly Network[];
}

/** Returns the sorted first addresses of the parts into which the ranges of all rules cut the address space. */
export function boundariesOf(tables: readonly Table[], family: 4 | 6): bigint[] {
  const found = new Set<bigint>();
  for (const { chains } of tables)
    for (const { rules } of chains.values())
      for (const { conditions } of rules)
        for (const condition of conditions)
          if (condition.on === 'saddr' || condition.on === 'daddr')
            for (const range of condition.ranges)
              if (range.family === family) found.add(range.first).add(range.last + 1n);
  return [...found].sort((one, two) => (one < two ? -1 : one > two ? 1 : 0));
}

/** Groups networks by the parts in which they begin and end, in n log n. */
export function groupNetworks<Network>(
  networks: readonly Network[],
  rangeOf: (network: Network) => AddressRange,
  boundaries: readonly bigint[],
): Group<Network>[] {
  const groups = new Map<string, { range: AddressRange; networks: Network[] }>();
  for (const network of networks) {
    const range = rangeOf(network);
    const key = `${position(boundaries, range.first)} ${position(boundaries, range.last)}`;
    const group = groups.get(key);
    if (group) group.networks.push(network);
    else groups.set(key, { range, networks: [network] });
  }
  return [...groups.values()];
}

/** Returns the number of boundaries that are not above the address. */
export function position(boundaries: readonly bigint[], address: bigint): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boundaries[middle] as bigint) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

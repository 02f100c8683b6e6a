/** Finds the rules of long chains that can match an address, so that a rule for each network costs little. */
import { position } from './groups.ts';
import type { AddressRange, Chain, Rule } from './ruleset.ts';

/** Chains with fewer rules are followed rule by rule. */
const LONG = 64;
/** Rules and packets that cover more parts of the address space are not looked up. */
const FEW_PARTS = 16;

interface ChainIndex {
  /** Positions of rules that may match any address. */
  readonly broad: readonly number[];
  /** Positions of the other rules by the part of the address space that they are about. */
  readonly saddr: ReadonlyMap<number, readonly number[]>;
  readonly daddr: ReadonlyMap<number, readonly number[]>;
}

export class RuleIndex {
  readonly #boundaries: readonly bigint[];
  readonly #chains = new Map<Chain, ChainIndex>();

  /** @param boundaries  of all rules, in which each part is treated alike by every rule */
  constructor(boundaries: readonly bigint[]) {
    this.#boundaries = boundaries;
  }

  /** Returns the rules that can match packets between the addresses, in the order of the chain. */
  candidates(chain: Chain, from: AddressRange, to: AddressRange): readonly Rule[] {
    if (chain.rules.length < LONG) return chain.rules;
    const [sources, destinations] = [this.#parts(from), this.#parts(to)];
    if (!sources || !destinations) return chain.rules;
    const index = this.#chains.get(chain) ?? this.#build(chain);
    const found = new Set(index.broad);
    for (const part of sources) for (const at of index.saddr.get(part) ?? []) found.add(at);
    for (const part of destinations) for (const at of index.daddr.get(part) ?? []) found.add(at);
    return [...found].sort((one, two) => one - two).map((at) => chain.rules[at] as Rule);
  }

  #build(chain: Chain): ChainIndex {
    const index = {
      broad: [] as number[],
      saddr: new Map<number, number[]>(),
      daddr: new Map<number, number[]>(),
    };
    this.#chains.set(chain, index);
    chain.rules.forEach(({ conditions }, at) => {
      const condition = conditions.find(
        (each) => (each.on === 'saddr' || each.on === 'daddr') && !each.negated,
      );
      const parts =
        condition?.on === 'saddr' || condition?.on === 'daddr'
          ? condition.ranges.map((range) => this.#parts(range))
          : [undefined];
      if (parts.includes(undefined)) index.broad.push(at);
      else if (condition?.on === 'saddr' || condition?.on === 'daddr')
        for (const part of new Set(parts.flatMap((each) => each ?? []))) {
          const positions = index[condition.on].get(part);
          if (positions) positions.push(at);
          else index[condition.on].set(part, [at]);
        }
    });
    return index;
  }

  /** Returns the parts of the address space that a range touches; undefined if they are many. */
  #parts({ first, last }: AddressRange): number[] | undefined {
    const [low, high] = [position(this.#boundaries, first), position(this.#boundaries, last)];
    if (high - low >= FEW_PARTS) return undefined;
    return Array.from({ length: high - low + 1 }, (_, at) => low + at);
  }
}

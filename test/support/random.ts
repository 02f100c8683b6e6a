/** Randomness that can be repeated. */
export interface Random {
  /** A whole number from 0 to below the limit. */
  readonly below: (limit: number) => number;
  /** A number of so many bits. */
  readonly bits: (count: number) => bigint;
  readonly pick: <Value>(from: readonly Value[]) => Value;
}

/** Mulberry32: 32 bits of state, the seed, and good enough for tests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    bits: (count) => {
      let value = 0n;
      for (let got = 0; got < count; got += 32) value = (value << 32n) | BigInt(next());
      return BigInt.asUintN(count, value);
    },
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  };
}

/**
 * Runs a check so many times, each with a seed of its own, and with others the next time. A failure says the
 * seed, and `SEED=<seed>` in the environment makes that trial the first.
 */
export function trials(count: number, check: (random: Random) => void): void {
  const first = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  for (let seed = first; seed < first + count; seed++) {
    try {
      check(seeded(seed));
    } catch (error) {
      if (error instanceof Error) error.message += `\n(SEED=${seed} repeats this trial)`;
      throw error;
    }
  }
}

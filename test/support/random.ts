/** Random values that a seed repeats. */

export interface Random {
  /** Returns a number from 0 up to, but not including, 1. */
  readonly fraction: () => number;
  /** Returns a whole number from 0 up to, but not including, the limit. */
  readonly below: (limit: number) => number;
  /** Returns a whole number from the least to the most. */
  readonly between: (least: number, most: number) => number;
  /** Returns a number of that many bits. */
  readonly bits: (count: number) => bigint;
  readonly pick: <Value>(from: readonly Value[]) => Value;
}

/** The seed of this run: PEERWAY_SEED, or a new one for every run. */
export const SEED = Number(process.env['PEERWAY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32: 32 bits of state, the seed, and good enough for tests. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    fraction: () => next() / 2 ** 32,
    below,
    between: (least, most) => least + below(most - least + 1),
    bits: (count) => {
      let value = 0n;
      for (let got = 0; got < count; got += 32) value = (value << 32n) | BigInt(next());
      return BigInt.asUintN(count, value);
    },
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  };
}

let isSeedShown = false;

/** Returns the random values for one purpose, so that a test sees the same ones alone and among other tests. */
export function randomFor(purpose: string): Random {
  if (!isSeedShown) console.log(`PEERWAY_SEED=${SEED} repeats the random values of this file`);
  isSeedShown = true;
  return randomFrom(
    [...purpose].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, SEED),
  );
}

/** Runs a check many times, each time with the next seed. A failure names the seed that makes its trial the first. */
export function trials(count: number, check: (random: Random) => void): void {
  for (let seed = SEED; seed < SEED + count; seed++) {
    try {
      check(randomFrom(seed));
    } catch (error) {
      if (error instanceof Error) error.message += `\n(PEERWAY_SEED=${seed} repeats this trial)`;
      throw error;
    }
  }
}

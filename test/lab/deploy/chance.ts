/** Random numbers that can be had again: mulberry32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.whole(0, values.length - 1)] as Value;
  }
}

export const isThorough = process.env['PEERWAY_DEPLOY'] === 'all';

/** How often something is tried: seldom along with all other tests, often by `npm run test:deploy`. */
export const times = (seldom: number, often: number): number => (isThorough ? often : seldom);

/** Milliseconds for a test that tries something so often. */
export const timeFor = (count: number, each: number): number => 60_000 + count * each;

export const seed = Number(process.env['PEERWAY_DEPLOY_SEED'] ?? Date.now() % 1_000_000);

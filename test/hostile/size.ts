/** How much is tried: all of it with PEERWAY_FUZZ=full, else a spread sample that takes seconds. */
export const FULL = process.env['PEERWAY_FUZZ'] === 'full';

/** Every so many-th of the values, beginning elsewhere for each place; all of them when it is to be full. */
export const sampled = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values : values.filter((_, at) => (at + place) % every === 0);

/** The same, and more than half of the values when it is to be full: other ones for each place, all of them in some. */
export const spread = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values.filter((_, at) => (at + place) % 9 < 5) : sampled(values, every, place);

/** Milliseconds that the longest of these tests may take. */
export const PATIENCE = FULL ? 1_800_000 : 60_000;

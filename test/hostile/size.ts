/** The number of values that the fuzz tests try. */
import { isLongRun } from '../support/requirements.ts';

/** Try everything, in `npm run test:fuzz`, instead of a sample that takes seconds. */
export const FULL = isLongRun('fuzz');

/** Returns every n-th value, with another start for each place, or all values in a full run. */
export const sampled = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values : values.filter((_, at) => (at + place) % every === 0);

/** Returns the same sample, or in a full run more than half of the values, with other ones for each place. */
export const spread = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values.filter((_, at) => (at + place) % 9 < 5) : sampled(values, every, place);

/** Milliseconds for the slowest of these tests. */
export const PATIENCE = FULL ? 1_800_000 : 60_000;

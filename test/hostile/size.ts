/** How much the fuzz tests try. */
import { isLongRun } from '../support/requirements.ts';

/** Everything, in `npm run test:fuzz`, instead of a sample that takes seconds. */
export const FULL = isLongRun('fuzz');

/** Every so many-th of the values, beginning elsewhere for each place; all of them when it is to be full. */
export const sampled = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values : values.filter((_, at) => (at + place) % every === 0);

/** The same, and more than half of the values when it is to be full: other ones for each place, all of them in some. */
export const spread = <Value>(values: readonly Value[], every: number, place: number): readonly Value[] =>
  FULL ? values.filter((_, at) => (at + place) % 9 < 5) : sampled(values, every, place);

/** Milliseconds that the longest of these tests may take. */
export const PATIENCE = FULL ? 1_800_000 : 60_000;

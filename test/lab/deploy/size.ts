/** Number of repetitions in the deploy tests. */
import { isLongRun } from '../../support/requirements.ts';

/** Returns the number of repetitions: few along with all other tests, many in `npm run test:deploy`. */
export const times = (rarely: number, often: number): number => (isLongRun('deploy') ? often : rarely);

/** Returns the timeout of a test with so many repetitions, in milliseconds. */
export const timeFor = (count: number, each: number): number => 60_000 + count * each;

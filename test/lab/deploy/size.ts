/** How much the tests of deploys try. */
import { isLongRun } from '../../support/requirements.ts';

/** Returns how often to try something: rarely along with all other tests, often in `npm run test:deploy`. */
export const times = (rarely: number, often: number): number => (isLongRun('deploy') ? often : rarely);

/** Returns the milliseconds for a test that tries something so often. */
export const timeFor = (count: number, each: number): number => 60_000 + count * each;

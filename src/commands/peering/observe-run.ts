/** Observes a peering before and after its changes are run. */
import { EXIT, UserError } from '../../errors.ts';
import type { Progress } from '../../exec/execute.ts';
import { count } from '../../model/count.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import { type Observation, observeOwn } from './observe-own.ts';
import { observe, type Reached } from './reach.ts';
import { forget, withDetails } from './record.ts';

/** Unless it succeeds, a new peering is deleted from the plan again. */
export async function orForget<Value>(
  run: () => Promise<Value>,
  { peering }: Reached,
  ports: Uses<'state'>,
  isNew: boolean,
): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (isNew && error instanceof UserError) await forget(ports, peering);
    throw error;
  }
}

/** True if this run has created the connection, or a half of it. */
export const isRequestMade = ({ done }: Progress): boolean =>
  done.some(({ change, outcome }) => outcome === 'made' && change.resource.role === 'connection');

/** If a side cannot be observed, nothing is done, and a new peering is deleted from the plan again. */
export async function observeFirst(
  reached: Reached,
  ports: Uses<'state' | 'terminal'>,
  isNew: boolean,
): Promise<Observation> {
  try {
    return await orForget(() => observeOwn(reached, ports), reached, ports, isNew);
  } catch (error) {
    throw error instanceof UserError ? withDetails(error, ['nothing was changed']) : error;
  }
}

/** Milliseconds between looks at a request that the provider has not decided about yet. */
const PAUSES = [500, 1000, 2000];

/** If a side cannot be observed at the end, the changes stay, and their result is unknown. */
export async function observeLast(
  reached: Reached,
  progress: Progress,
  ports: Uses<'state' | 'terminal'>,
  deadline: number,
): Promise<ObservedSides<unknown>> {
  try {
    let observed = await observe(reached, ports);
    for (const pause of isRequestMade(progress) ? PAUSES : []) {
      if (!reached.engine.isSettling(observed) || Date.now() + pause > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      observed = await observe(reached, ports);
    }
    return observed;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unknown = new UserError(EXIT.unknown, error.code, error.message, { hint: error.hint });
    const { done } = progress;
    throw withDetails(unknown, [`done: ${count(done.length, 'command')}`, 'the result could not be checked']);
  }
}

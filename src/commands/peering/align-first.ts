import { isPending } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import type { Uses } from '../../ports/ports.ts';
import { alignRecord } from './align.ts';
import { observeOwn } from './observe-own.ts';
import { type ReachIntent, reach, throwUnlessReachable } from './reach.ts';

/**
 * Records who has made a request at the provider, before the acting owner accepts it: the plan may have expected the
 * request of that owner instead. Exit 3 for a peering of gateways, 2 for a flag of another peering.
 */
export async function alignFirst(
  name: string,
  how: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<void> {
  const state = await ports.state.read();
  throwUnlessReachable(state, name, how);
  const peering = peeringNamed(state, name);
  const actor = await ports.state.actor();
  if (!isPending(peering) || peering.accepter.owner === actor || peering.requester.owner !== actor) return;
  const { reached, observed } = await observeOwn(await reach(state, name, how, ports), ports);
  await alignRecord(reached, observed, ports);
}

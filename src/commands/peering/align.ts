/** Brings the plan's record of a peering in line with the connection that the provider shows. */

import type { Instant } from '../../model/instant.ts';
import { connectionIds, isPending, withConnectionId, withObservation } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import { acceptPeering } from '../../model/transitions/answer-peering.ts';
import { observePeering, type Report } from '../../model/transitions/observe.ts';
import { withPeering } from '../../model/transitions/peering.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import { specs } from '../../providers/registry.ts';
import type { Reached } from './reach.ts';
import { record } from './record.ts';

/**
 * The peering as the provider shows it: with the id of the connection that exists, in the direction of its request, and
 * accepted if it works there.
 */
export function aligned(reached: Reached, observed: ObservedSides<unknown>, now: Instant): Reached {
  const { state, peering } = reached;
  const next = observePeering(withPeering(state, peering), peering.name, reportOf(reached, observed, now));
  const shown = peeringNamed(next, peering.name);
  const id = reached.engine.identify(reached, observed);
  const known = withConnectionId(shown.observed ?? {}, id, connectionIds(shown));
  return { ...reached, peering: withObservation(shown, known) };
}

/** The same, recorded in the plan. */
export async function alignRecord(
  reached: Reached,
  observed: ObservedSides<unknown>,
  ports: Uses<'state'>,
): Promise<Reached> {
  await record(ports, reached.peering.name, reportOf(reached, observed, ports.state.now));
  return aligned(reached, observed, ports.state.now);
}

function reportOf(
  { engine, peering, ...scene }: Reached,
  observed: ObservedSides<unknown>,
  now: Instant,
): Report {
  const { status, requester } = engine.report(peering, observed, now);
  const id = engine.identify({ ...scene, peering }, observed);
  const works = isPending(peering) && (status === 'active' || status === 'provisioning');
  return {
    ...(id === undefined ? {} : { id }),
    ...(requester === undefined ? {} : { requester }),
    ...(works ? { status } : {}),
  };
}

/**
 * Accepts the request that the owner of the other VPC has made at the provider meanwhile: with a request for the same
 * peering, the acting owner has agreed to it.
 */
export async function withTheirRequest(
  reached: Reached,
  observed: ObservedSides<unknown>,
  ports: Uses<'state' | 'terminal'>,
): Promise<Reached> {
  const { peering, engine } = reached;
  const { name, requester, accepter } = peering;
  const actor = await ports.state.actor();
  const isTheirs = requester.owner !== actor && accepter.owner === actor;
  if (!isPending(peering) || !isTheirs || !isRequested(reached, observed, ports.state.now)) return reached;
  const id = engine.identify(reached, observed);
  ports.terminal.tell(
    `${requester.end.name} has requested this peering${id === undefined ? '' : ` (${id})`}; accepting that request`,
  );
  const accepted = await ports.state.change((state) =>
    acceptPeering(specs, state, { name, actor, options: {} }),
  );
  return { ...reached, peering: accepted.peering };
}

/** True if the provider shows the request of the requester. */
const isRequested = ({ engine, peering }: Reached, observed: ObservedSides<unknown>, now: Instant): boolean =>
  engine.report(peering, observed, now).requester === peering.requester.end.name;

/** The peering with the id that this run has learned. */
export function withId(reached: Reached, id: string | undefined): Reached {
  const { peering } = reached;
  if (id === undefined) return reached;
  const observed = withConnectionId(peering.observed ?? {}, id, connectionIds(peering));
  return { ...reached, peering: withObservation(peering, observed) };
}

/** Observes the sides of a peering that the operator can reach. */
import type { UserError } from '../../errors.ts';
import { sidesFrom } from '../../model/peering.ts';
import type { Uses } from '../../ports/ports.ts';
import type { SideFailure } from '../../providers/observe.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import { observeReachable, type Reached } from './reach.ts';

/** Codes of errors that credentials without access to a side cause. */
const NO_ACCESS = ['provider-denied', 'provider-no-such-id', 'provider-credentials'];

/** True for an error that credentials without access to a VPC cause. */
export const isNoAccess = ({ code }: UserError): boolean => NO_ACCESS.includes(code);

export interface Observation {
  /** The peering, and the sides that are reached. */
  readonly reached: Reached;
  readonly observed: ObservedSides<unknown>;
}

/**
 * Returns the sides as they are now. A side of another owner that the credentials do not reach is left out, unless a flag
 * says how to reach it. Exit 6 when any other side cannot be observed.
 */
export async function observeOwn(reached: Reached, ports: Uses<'state' | 'terminal'>): Promise<Observation> {
  const { observed, failures } = await observeReachable(reached, ports);
  const [failure] = failures;
  if (!failure) return { reached, observed };
  const actor = await ports.state.actor();
  const [side] = observed.keys();
  if (side === undefined || !isOfOthers(reached, failure, actor)) throw failure.error;
  ports.terminal.tell(
    `${failure.side} belongs to ${sidesFrom(reached.peering, failure.side).local.owner}, and your credentials do not reach it; continuing with ${side}'s side`,
  );
  return { reached: { ...reached, side, sides: [side] }, observed };
}

/** True for a side that another owner has, and that no flag says how to reach. */
function isOfOthers({ peering, named }: Reached, { side, error }: SideFailure, actor: string): boolean {
  const { local, remote } = sidesFrom(peering, side);
  const isForeign = local.owner !== actor && local.owner !== remote.owner;
  return isForeign && !named.includes(side) && isNoAccess(error);
}

/** Records observations of a peering, and the results of a run. */
import { EXIT, UserError } from '../../errors.ts';
import {
  connectionIds,
  type Peering,
  statusOf,
  withConnectionId,
  withObservation,
} from '../../model/peering.ts';
import { withoutEntries } from '../../model/state.ts';
import { observePeering, type Report } from '../../model/transitions/observe.ts';
import { withPeering } from '../../model/transitions/peering.ts';
import type { Name } from '../../model/values.ts';
import type { Uses } from '../../ports/ports.ts';

/** Adds a report to the record of a peering. */
export async function record(ports: Uses<'state'>, name: Name, report: Report): Promise<void> {
  await ports.state.record((state) => ({ state: observePeering(state, name, report) }));
}

/** Deletes a peering from the plan. */
export async function forget(ports: Uses<'state'>, { name }: Peering): Promise<void> {
  await ports.state.record((state) => ({
    state: { ...state, peerings: withoutEntries(state.peerings, [name]) },
  }));
}

/** Restores the record of a peering as it was before a run, except for the id of a connection that existed already. */
export async function restoreRecord(
  ports: Uses<'state'>,
  before: Peering,
  knownId: string | undefined,
): Promise<void> {
  const id = knownId ?? before.observed?.id;
  await ports.state.record((state) => {
    if (!state.peerings.has(before.name)) return { state };
    const observed = withConnectionId(before.observed ?? {}, id, connectionIds(before));
    return { state: withPeering(state, withObservation(before, observed)) };
  });
}

/** The error with details below its message. */
export const withDetails = (error: UserError, details: readonly string[]): UserError =>
  new UserError(error.exit, error.code, error.message, {
    hint: error.hint,
    problems: [{ code: error.code, message: error.message, details }],
  });

/** The error of a later command: the changes before it stay, so it is not a rollback (exit 7). */
export const afterChanges = ({ code, message, hint }: UserError, details: readonly string[]): UserError =>
  withDetails(new UserError(EXIT.unknown, code, message, { hint }), details);

/** `: pending-acceptance, Pending Acceptance by 222222222222`, unless the provider's word is the status itself. */
export function providerWords(peering: Peering): string {
  const said = peering.observed?.said;
  return !said || said.code.toLowerCase() === statusOf(peering) ? '' : `: ${said.code}, ${said.message}`;
}

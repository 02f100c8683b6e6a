/** Finds everything at the provider that is in the way of a peering, before anything is changed there. */
import { EXIT, UserError } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { isPending, withAgreement } from '../../model/peering.ts';
import type { Alteration, Change, Resource } from '../../model/resource.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ObservedSides } from '../../providers/provider.ts';
import { applyLine, recreateLine } from '../../providers/recreate.ts';
import type { Reached } from './reach.ts';
import { withDetails } from './record.ts';

export interface Consent {
  /** True if routes of others may be replaced. */
  readonly replaceRoutes?: boolean;
  /** True when the plan has had the peering only since this command. */
  readonly isNew: boolean;
}

/**
 * Asks for consent to replace routes of others, at a terminal only. A request is checked as if it had been accepted: what
 * is in its way then is in its way now. Returns false if declined. Exit 6 when a change cannot be made, or without consent.
 */
export async function confirmReplacements(
  reached: Reached,
  observed: ObservedSides<unknown>,
  { replaceRoutes = false, isNew }: Consent,
  ports: Uses<'terminal'>,
): Promise<boolean> {
  const changes = agreedChanges(reached, observed);
  const blocked = changes.flatMap((change) => change.blocked ?? [])[0];
  if (blocked) throw blockedError(blocked);
  const replaced = changes.flatMap(({ was }) => (was ? [was] : []));
  if (replaced.length === 0 || replaceRoutes) return true;
  if (!ports.terminal.needsConfirmation('both-sides')) throw routeTaken(reached, replaced, isNew);
  const what = count(replaced.length, 'route');
  const when = isPending(reached.peering) ? ' once the peering is accepted' : '';
  return ports.terminal.confirm(
    `Replace ${what} that peerway did not create${when}`,
    replaced.map((resource) => `  ${lineOf(resource)}`),
    'destructive',
  );
}

const isAlteration = (change: Change): change is Alteration => change.op !== 'wait';

function agreedChanges(reached: Reached, observed: ObservedSides<unknown>): Alteration[] {
  const agreed = isPending(reached.peering)
    ? { ...reached, peering: withAgreement(reached.peering) }
    : reached;
  const desired = reached.engine.desired(agreed).filter(({ side }) => reached.sides.includes(side));
  return reached.engine.diff(agreed, desired, observed).filter(isAlteration);
}

const lineOf = ({ side, title }: Resource): string => `${side}: ${title}`;

const blockedError = ({ code, message, hint }: NonNullable<Alteration['blocked']>): UserError =>
  withDetails(new UserError(EXIT.rolledBack, code, message, { hint }), ['nothing was changed']);

function routeTaken(reached: Reached, replaced: readonly Resource[], isNew: boolean): UserError {
  const [first] = replaced;
  const more = replaced.length > 1 ? `, and ${count(replaced.length - 1, 'more route')} are in the way` : '';
  const again = isNew ? recreateLine(reached.spec, reached) : applyLine(reached.spec, reached);
  const message = `On ${first?.side}'s side, ${first?.title}${more}`;
  const hint = `delete the ${replaced.length === 1 ? 'route' : 'routes'}, or replace ${replaced.length === 1 ? 'it' : 'them'}: run \`${again} --replace-routes\``;
  const error = new UserError(EXIT.rolledBack, 'provider-route-taken', message, { hint });
  return withDetails(error, [...replaced.map(lineOf), 'nothing was changed']);
}

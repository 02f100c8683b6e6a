import type { Instant } from '../instant.ts';
import { expiryOf, isPending, type Peering, withEnd } from '../peering.ts';
import type { Client, State } from '../state.ts';

const hasPassed = (moment: Instant | undefined, now: Instant): boolean =>
  moment !== undefined && moment <= now;

const isStale = (peering: Peering, now: Instant): boolean =>
  isPending(peering) && hasPassed(expiryOf(peering), now);

const hasLapsed = ({ status, expiresAt }: Client, now: Instant): boolean =>
  status === 'active' && hasPassed(expiresAt, now);

/**
 * Returns the state as it is at a moment: requests that were not answered in time have expired and released their
 * addresses, and clients past their date have expired. Every command reads the state through this, so nothing below it
 * needs a clock. Returns the same object when nothing has expired.
 */
export function expireStale(state: State, now: Instant): State {
  const peerings = [...state.peerings.values()].filter((one) => isStale(one, now));
  const clients = [...state.clients].filter(([, client]) => hasLapsed(client, now));
  if (peerings.length === 0 && clients.length === 0) return state;
  return {
    ...state,
    peerings: new Map([
      ...state.peerings,
      ...peerings.map((one) => [one.name, withEnd(one, 'expired')] as const),
    ]),
    clients: new Map([
      ...state.clients,
      ...clients.map(([key, client]) => [key, { ...client, status: 'expired' }] as const),
    ]),
  };
}

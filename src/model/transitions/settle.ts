import type { Instant } from '../moment.ts';
import type { Client, Peering, State } from '../state.ts';

const hasExpired = ({ status, expiresAt }: Peering | Client, waiting: string, now: Instant): boolean =>
  status === waiting && expiresAt !== undefined && expiresAt <= now;

/** A peering that has come to its end: for the record only, it holds neither addresses nor a key. */
export function ended(peering: Peering, status: 'rejected' | 'expired'): Peering {
  const { presharedKey: _key, expiresAt: _moment, requester, accepter, ...kept } = peering;
  return {
    ...kept,
    status,
    requester: { ...requester, tunnelAddresses: [] },
    accepter: { ...accepter, tunnelAddresses: [] },
  };
}

/**
 * The state as it is at a moment: requests nobody answered in time are expired and give their addresses back,
 * clients past their date are expired. Every command sees the state through this, so that nothing below it
 * needs a clock. Returns the same object when nothing has expired.
 */
export function settle(state: State, now: Instant): State {
  const peerings = [...state.peerings.values()].filter((one) => hasExpired(one, 'pending-acceptance', now));
  const clients = [...state.clients].filter(([, client]) => hasExpired(client, 'active', now));
  if (peerings.length === 0 && clients.length === 0) return state;
  return {
    ...state,
    peerings: new Map([
      ...state.peerings,
      ...peerings.map((one) => [one.name, ended(one, 'expired')] as const),
    ]),
    clients: new Map([
      ...state.clients,
      ...clients.map(([key, client]) => [key, { ...client, status: 'expired' }] as const),
    ]),
  };
}

import { type CloudPeering, waits } from '../cloud-peering.ts';
import type { Instant } from '../instant.ts';
import type { Client, Peering, State } from '../state.ts';
import type { Name } from '../values.ts';

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

/** A request of a cloud's peering that has come to its end: for the record only. */
export function endedRequest(peering: CloudPeering, status: 'rejected' | 'expired'): CloudPeering {
  const { expiresAt: _, ...kept } = peering;
  return { ...kept, status };
}

const hasRunOut = (peering: CloudPeering, now: Instant): boolean =>
  waits(peering) && peering.expiresAt !== undefined && peering.expiresAt <= now;

/**
 * The state as it is at a moment: requests nobody answered in time are expired and give their addresses back,
 * clients past their date are expired. Every command sees the state through this, so that nothing below it
 * needs a clock. Returns the same object when nothing has expired.
 */
export function settle(state: State, now: Instant): State {
  const peerings = [...state.peerings.values()].filter((one) => hasExpired(one, 'pending-acceptance', now));
  const clients = [...state.clients].filter(([, client]) => hasExpired(client, 'active', now));
  const requests = [...state.cloudPeerings.values()].filter((one) => hasRunOut(one, now));
  if (peerings.length === 0 && clients.length === 0 && requests.length === 0) return state;
  return {
    ...state,
    cloudPeerings: new Map([
      ...state.cloudPeerings,
      ...requests.map((one): [Name, CloudPeering] => [one.name, endedRequest(one, 'expired')]),
    ]),
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

import type { Name } from './values.ts';

/** Peers of this prefix in a gateway's list are peerings; no client may be named so. */
export const PEERING_PEER = 'vpc-peering-';

/** Name of a peering in the peers list of a gateway. */
export const peeringPeerName = (remoteGateway: Name): string => `${PEERING_PEER}${remoteGateway}`;

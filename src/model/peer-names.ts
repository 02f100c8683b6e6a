import type { Name } from './values.ts';

/** The prefix of peerings in a gateway's peers list. Client names cannot start with it. */
export const PEERING_PEER_PREFIX = 'vpc-peering-';

/** Returns the name of a peering in the local gateway's peers list. */
export const peeringPeerName = (remoteGateway: Name): string => `${PEERING_PEER_PREFIX}${remoteGateway}`;

import type { Location } from '../../model/state.ts';

/** Returns a location as JSON. */
export const locationView = ({ name, vpnGateway }: Location) => ({
  name,
  vpnGateway: vpnGateway ? 'on' : 'off',
});

export type LocationView = ReturnType<typeof locationView>;

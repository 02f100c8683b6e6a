import type { Location } from '../../model/state.ts';

export const locationView = ({ name, vpnGateway }: Location) => ({
  name,
  vpnGateway: vpnGateway ? 'on' : 'off',
});

import { type LocationChange, setLocation } from '../../model/transitions/location.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type LocationView, locationView } from './view.ts';

/** Enables or disables VPN gateways in a location. */
export async function locationSet(
  intent: LocationChange,
  ports: Uses<'state'>,
): Promise<Result<LocationView>> {
  const { location, gateways } = await ports.state.change((state) => setLocation(state, intent));
  const affected = location.vpnGateway ? [] : gateways.map((gateway) => gateway.name);
  const warning = `gateways in ${intent.name} keep their peerings but cannot get new ones: ${affected.join(', ')}`;
  return objectResult(locationView(location), {
    names: ({ name }) => [name],
    lines: ({ name, vpnGateway }) => [`VPN gateways are ${vpnGateway} in ${name}`],
    warnings: affected.length > 0 ? [warning] : [],
  });
}

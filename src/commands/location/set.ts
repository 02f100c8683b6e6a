import type { Location } from '../../model/state.ts';
import { setLocation } from '../../model/transitions/location.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { locationView } from './view.ts';

/** Switches VPN gateways on or off in a location. */
export async function locationSet(intent: Location, context: Context): Promise<Outcome> {
  const { gateways } = await context.change((state) => setLocation(state, intent));
  const affected = intent.vpnGateway ? [] : gateways.map((gateway) => gateway.name);
  const warning = `gateways in ${intent.name} keep their peerings, but get no new ones: ${affected.join(', ')}`;
  return {
    kind: 'object',
    value: locationView(intent),
    names: [intent.name],
    lines: [`VPN gateways are ${intent.vpnGateway ? 'on' : 'off'} in ${intent.name}`],
    warnings: affected.length > 0 ? [warning] : [],
  };
}

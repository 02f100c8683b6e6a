/** Facts about peerings over WireGuard that flags, prompts and rules need. */
import { outOfReach } from '../../model/desired/out-of-reach.ts';
import type { GatewayProviderSpec } from '../../model/provider.ts';
import { GATEWAY_PEERING_RULES } from '../../model/rules/gateway-peering.ts';
import { FORMAT_NAMES } from '../../render/format-names.ts';

export const wireguard: GatewayProviderSpec = {
  via: 'wireguard',
  label: 'WireGuard',
  ends: 'gateway',
  ids: [],
  options: [],
  access: [],
  formats: FORMAT_NAMES,
  requestLifetime: 7 * 86_400,
  rules: GATEWAY_PEERING_RULES,
  warnings: (state, peering, event) => (event === 'created' ? outOfReach(state, peering) : []),
  viewSide: () => ({}),
  viewPair: () => ({}),
};

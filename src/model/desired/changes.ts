/** The effects of a change of the plan on gateways, for previews and for summaries after the change. */
import { type Cidr, familyOf, hostCidr, type Ip } from '../address/cidr.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import { type Peering, type State, withEntry } from '../state.ts';
import type { Name } from '../values.ts';
import { type DesiredGateway, desiredGateway, hasFamily } from './gateway.ts';

/** One line of a gateway's configuration, without secrets. Gateways with equal items behave the same. */
export interface ConfigItem {
  readonly what: 'address' | 'peer' | 'route' | 'vpc-route' | 'firewall';
  readonly text: string;
}

/** The items that a change adds to and removes from one gateway. */
export interface GatewayChange {
  readonly gateway: Name;
  readonly gains: readonly ConfigItem[];
  readonly loses: readonly ConfigItem[];
}

/** Returns the changes of the given gateways, without those that do not change. */
export function gatewayChanges(before: State, after: State, gateways: readonly Name[]): GatewayChange[] {
  return [...new Set(gateways)]
    .map((name) => gatewayChange(name, before, after))
    .filter(({ gains, loses }) => gains.length + loses.length > 0);
}

function gatewayChange(gateway: Name, before: State, after: State): GatewayChange {
  const [old, current] = [itemsOf(before, gateway), itemsOf(after, gateway)];
  return { gateway, gains: difference(current, old), loses: difference(old, current) };
}

const itemsOf = (state: State, gateway: Name): ConfigItem[] =>
  state.gateways.has(gateway) ? configItems(desiredGateway(state, gateway)) : [];

/** Returns the items that are not among the others. */
function difference(items: readonly ConfigItem[], others: readonly ConfigItem[]): ConfigItem[] {
  const known = new Set(others.map(keyOf));
  return items.filter((item) => !known.has(keyOf(item)));
}

const keyOf = ({ what, text }: ConfigItem): string => `${what} ${text}`;

/** Returns the gateways whose rendered files have changed. */
export const gatewaysToRender = (before: State, after: State, gateways: readonly Name[]): Name[] =>
  [...new Set(gateways)].filter(
    (name) =>
      after.gateways.has(name) &&
      (!before.gateways.has(name) || fingerprint(before, name) !== fingerprint(after, name)),
  );

/** Secrets are redacted in it, but a secret only changes together with a public key or a peer. */
const fingerprint = (state: State, name: Name): string => JSON.stringify(desiredGateway(state, name));

/** Returns the configuration of a gateway, one item per line of a preview. */
export function configItems(desired: DesiredGateway): ConfigItem[] {
  const { firewall, interface: wg } = desired;
  const item =
    (what: ConfigItem['what']) =>
    (text: string): ConfigItem => ({ what, text });
  return [
    ...wg.addresses.map(({ ip, prefix }) => `${ip}/${prefix} on ${wg.name}`).map(item('address')),
    ...desired.peers
      .map(({ name, allowedIps }) => `${name}, AllowedIPs ${allowedIps.join(', ')}`)
      .map(item('peer')),
    ...desired.routes.map((cidr) => `${cidr} through ${wg.name}`).map(item('route')),
    ...desired.vpcRoutes.map((cidr) => `${cidr} via ${lanAddress(desired, cidr)}`).map(item('vpc-route')),
    ...pairs(firewall.vpc, firewall.peeredVpcs, '<->').map(item('firewall')),
    ...pairs(firewall.peeredTunnels, firewall.vpc, '->').map(item('firewall')),
    ...pairs(firewall.clients.map(hostCidr), [...firewall.vpc, ...firewall.peeredVpcs], '->').map(
      item('firewall'),
    ),
  ];
}

const lanAddress = ({ lanAddresses }: DesiredGateway, cidr: Cidr): Ip | string =>
  lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr)) ?? 'the gateway';

/** Returns each pair of networks of the same family. */
const pairs = (ones: readonly Cidr[], others: readonly Cidr[], arrow: string): string[] =>
  ones.flatMap((one) =>
    others.filter((other) => familyOf(other) === familyOf(one)).map((other) => `${one} ${arrow} ${other}`),
  );

/** Returns the state with the peering active, to preview a request. */
export const withActivePeering = (state: State, peering: Peering): State =>
  peering.status === 'active'
    ? state
    : { ...state, peerings: withEntry(state.peerings, peering.name, { ...peering, status: 'active' }) };

/** Returns a warning for each network that the other side cannot reach because it has none of that family. */
export function unreachableWarnings(state: State, { requester, accepter }: Peering): string[] {
  const [one, other] = [requester, accepter].map((side) => gatewayNamed(state, side.gateway));
  if (!one || !other) return [];
  return [[one, other] as const, [other, one] as const].flatMap(([local, remote]) =>
    vpcOf(state, remote)
      .cidrs.filter((cidr) => !hasFamily(state, local, familyOf(cidr)))
      .map(
        (cidr) =>
          `${local.name} cannot reach ${cidr} of VPC ${remote.vpc}, because it has no IPv${familyOf(cidr)}`,
      ),
  );
}

/** What a change of the plan adds to and takes from gateways: the preview of a dry run, and the summary after it. */
import { type Cidr, familyOf, hostCidr, type Ip } from '../address/cidr.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import { type Peering, type State, withEntry } from '../state.ts';
import type { Name } from '../values.ts';
import { type DesiredGateway, desiredGateway, speaks } from './gateway.ts';

/** One thing that a gateway does. Equal parts mean equal behaviour. No secrets. */
export interface ConfigItem {
  readonly what: 'address' | 'peer' | 'route' | 'vpc-route' | 'firewall';
  readonly text: string;
}

/** What one gateway gains and loses. */
export interface GatewayChange {
  readonly gateway: Name;
  readonly gains: readonly ConfigItem[];
  readonly loses: readonly ConfigItem[];
}

/** The gains and losses of the named gateways in their order, those without any left out. */
export function gatewayChanges(before: State, after: State, gateways: readonly Name[]): GatewayChange[] {
  return [...new Set(gateways)]
    .map((name) => sideChange(name, before, after))
    .filter(({ gains, loses }) => gains.length + loses.length > 0);
}

function sideChange(gateway: Name, before: State, after: State): GatewayChange {
  const [old, now] = [partsIn(before, gateway), partsIn(after, gateway)];
  return { gateway, gains: without(now, old), loses: without(old, now) };
}

const partsIn = (state: State, gateway: Name): ConfigItem[] =>
  state.gateways.has(gateway) ? configItems(desiredGateway(state, gateway)) : [];

/** The parts that are not among the others. */
function without(parts: readonly ConfigItem[], others: readonly ConfigItem[]): ConfigItem[] {
  const known = new Set(others.map(keyOf));
  return parts.filter((part) => !known.has(keyOf(part)));
}

const keyOf = ({ what, text }: ConfigItem): string => `${what} ${text}`;

/** Those of the gateways whose renders are no longer the same. */
export const gatewaysToRender = (before: State, after: State, gateways: readonly Name[]): Name[] =>
  [...new Set(gateways)].filter(
    (name) =>
      after.gateways.has(name) && (!before.gateways.has(name) || shown(before, name) !== shown(after, name)),
  );

/** Keys do not show, but each of theirs comes with a public key that does or with a peer that is new. */
const shown = (state: State, name: Name): string => JSON.stringify(desiredGateway(state, name));

/** All that a gateway does. */
export function configItems(desired: DesiredGateway): ConfigItem[] {
  const { firewall, interface: wg } = desired;
  const part =
    (what: ConfigItem['what']) =>
    (text: string): ConfigItem => ({ what, text });
  return [
    ...wg.addresses.map(({ ip, prefix }) => `${ip}/${prefix} on ${wg.name}`).map(part('address')),
    ...desired.peers
      .map(({ name, allowedIps }) => `${name}, AllowedIPs ${allowedIps.join(', ')}`)
      .map(part('peer')),
    ...desired.routes.map((cidr) => `${cidr} through ${wg.name}`).map(part('route')),
    ...desired.vpcRoutes.map((cidr) => `${cidr} via ${lanAddress(desired, cidr)}`).map(part('vpc-route')),
    ...pairs(firewall.vpc, firewall.peeredVpcs, '<->').map(part('firewall')),
    ...pairs(firewall.peeredTunnels, firewall.vpc, '->').map(part('firewall')),
    ...pairs(firewall.clients.map(hostCidr), [...firewall.vpc, ...firewall.peeredVpcs], '->').map(
      part('firewall'),
    ),
  ];
}

const lanAddress = ({ lanAddresses }: DesiredGateway, cidr: Cidr): Ip | string =>
  lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr)) ?? 'the gateway';

/** Each of the ones with each of the others of its family. */
const pairs = (ones: readonly Cidr[], others: readonly Cidr[], arrow: string): string[] =>
  ones.flatMap((one) =>
    others.filter((other) => familyOf(other) === familyOf(one)).map((other) => `${one} ${arrow} ${other}`),
  );

/** The state as it would be with the peering active: what the two owners agree to before it is. */
export const withActivePeering = (state: State, peering: Peering): State =>
  peering.status === 'active'
    ? state
    : { ...state, peerings: withEntry(state.peerings, peering.name, { ...peering, status: 'active' }) };

/** Networks of either side that the other cannot use, since it has no network of their family. */
export function unreachableWarnings(state: State, { requester, accepter }: Peering): string[] {
  const [one, other] = [requester, accepter].map((side) => gatewayNamed(state, side.gateway));
  if (!one || !other) return [];
  return [[one, other] as const, [other, one] as const].flatMap(([local, remote]) =>
    vpcOf(state, remote)
      .cidrs.filter((cidr) => !speaks(state, local, familyOf(cidr)))
      .map(
        (cidr) =>
          `${cidr} of VPC ${remote.vpc} stays out of reach of ${local.name}, which has no IPv${familyOf(cidr)}`,
      ),
  );
}

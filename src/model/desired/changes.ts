/** The resources of gateways, and what a change of the plan adds to them and removes from them. */
import { type Cidr, familyOf, hostCidr, type Ip } from '../address/cidr.ts';
import type { Peering } from '../peering.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import { type Change, changesBetween, type Resource } from '../resource.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';
import { type DesiredGateway, desiredGateway, hasFamily } from './gateway.ts';

/** The kinds of a gateway's resources. */
export type GatewayResourceKind = 'address' | 'peer' | 'route' | 'vpc-route' | 'firewall';

/** The changes of the named gateways between two states, gateway by gateway. */
export const gatewayChanges = (before: State, after: State, gateways: readonly Name[]): Change[] =>
  [...new Set(gateways)].flatMap((name) =>
    changesBetween(resourcesIn(before, name), resourcesIn(after, name)),
  );

const resourcesIn = (state: State, gateway: Name): Resource[] =>
  state.gateways.has(gateway) ? resourcesOf(desiredGateway(state, gateway)) : [];

/** The gateways whose rendered files differ between two states. */
export const rendersChanged = (before: State, after: State, gateways: readonly Name[]): Name[] =>
  [...new Set(gateways)].filter(
    (name) =>
      after.gateways.has(name) &&
      (!before.gateways.has(name) || shownJson(before, name) !== shownJson(after, name)),
  );

/** JSON hides keys, but each key comes with a public key that differs or with a peer that is new. */
const shownJson = (state: State, name: Name): string => JSON.stringify(desiredGateway(state, name));

/** All resources of a gateway. */
export function resourcesOf(desired: DesiredGateway): Resource[] {
  const { firewall, interface: wg } = desired;
  const resource =
    (kind: GatewayResourceKind) =>
    (title: string): Resource => ({ key: `${kind} ${title}`, side: desired.name, kind, title, fields: {} });
  return [
    ...wg.addresses.map(({ ip, prefix }) => `${ip}/${prefix} on ${wg.name}`).map(resource('address')),
    ...desired.peers
      .map(({ name, allowedIps }) => `${name}, AllowedIPs ${allowedIps.join(', ')}`)
      .map(resource('peer')),
    ...desired.routes.map((cidr) => `${cidr} through ${wg.name}`).map(resource('route')),
    ...desired.vpcRoutes.map((cidr) => `${cidr} via ${lanAddress(desired, cidr)}`).map(resource('vpc-route')),
    ...pairs(firewall.vpc, firewall.peeredVpcs, '<->').map(resource('firewall')),
    ...pairs(firewall.peeredTunnels, firewall.vpc, '->').map(resource('firewall')),
    ...pairs(firewall.clients.map(hostCidr), [...firewall.vpc, ...firewall.peeredVpcs], '->').map(
      resource('firewall'),
    ),
  ];
}

const lanAddress = ({ lanAddresses }: DesiredGateway, cidr: Cidr): Ip | string =>
  lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr)) ?? 'the gateway';

/** Each of the first networks with each of the others of its family. */
const pairs = (ones: readonly Cidr[], others: readonly Cidr[], arrow: string): string[] =>
  ones.flatMap((one) =>
    others.filter((other) => familyOf(other) === familyOf(one)).map((other) => `${one} ${arrow} ${other}`),
  );

/** Warns of networks that the other side cannot use because it has no network of their family. */
export function outOfReach(state: State, { requester, accepter }: Peering): string[] {
  const [one, other] = [requester, accepter].map((side) => gatewayNamed(state, side.end.name));
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

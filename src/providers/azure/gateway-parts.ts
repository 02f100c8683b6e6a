/** The parts of Azure that a WireGuard gateway needs: rules of network security groups, and routes. */
import { type Cidr, familyOf, sortedCidrs } from '../../model/address/cidr.ts';
import { cloudNameOf, type DesiredGateway, ofFamily } from '../../model/desired/gateway.ts';
import type { CloudGateway } from '../provider.ts';
import { slug } from '../render/hcl.ts';
import { type ResourceId, readResourceId } from './ids.ts';
import type { AzureIds } from './place.ts';

/** A rule of a network security group. */
export interface SecurityRule {
  readonly name: string;
  readonly title: string;
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly protocol: 'Udp' | '*';
  readonly port: string;
  readonly sources: readonly string[];
}

/** A route of a route table to the gateway. */
export interface GatewayRoute {
  readonly name: string;
  readonly cidr: Cidr;
  readonly via: string;
}

const placesOf = (type: 'routeTables' | 'networkSecurityGroups', ids: readonly string[] = []): ResourceId[] =>
  ids.flatMap((id) => readResourceId(type, id) ?? []);

/** The route tables and the network security groups of the gateway's VPC. */
export function targetsOf({ cloud }: Pick<CloudGateway, 'cloud'>): {
  readonly tables: readonly ResourceId[];
  readonly groups: readonly ResourceId[];
} {
  const { routeTables, securityGroups } = cloud.provider as AzureIds;
  return {
    tables: placesOf('routeTables', routeTables),
    groups: placesOf('networkSecurityGroups', securityGroups),
  };
}

/** Room for the rules of 500 gateways in one group, whose priorities must differ. */
const [FIRST_PRIORITY, GATEWAYS, RULES] = [1000, 500, 5];

/** A priority that two gateways of one group rarely share (FNV-1a, 32 bits). */
function priorityOf(gateway: string): number {
  let sum = 0x811c9dc5;
  for (const char of gateway) sum = Math.imul(sum ^ (char.codePointAt(0) as number), 0x01000193) >>> 0;
  return FIRST_PRIORITY + (sum % GATEWAYS) * RULES;
}

/**
 * The rules of a gateway. The default rules let only addresses of the VNet and its peers pass, so packets that the gateway
 * forwards need rules of their own: inbound where they enter it, outbound where they leave it.
 */
export function rulesOf(desired: DesiredGateway): SecurityRule[] {
  const { listenPort } = desired.interface;
  const { firewall, vpcRoutes } = desired;
  const name = cloudNameOf(desired);
  const { vpc, peeredVpcs, peeredTunnels } = firewall;
  const inside = sortedCidrs([...vpc, ...peeredVpcs, ...peeredTunnels, ...vpcRoutes]);
  const first = priorityOf(name);
  const wireguard: SecurityRule = {
    name: `peerway-${name}-wireguard`,
    title: `allow WireGuard, UDP ${listenPort}`,
    priority: first,
    direction: 'Inbound',
    protocol: 'Udp',
    port: String(listenPort),
    sources: ['*'],
  };
  const forwarded = ([4, 6] as const).flatMap((family, at) => {
    const sources = ofFamily(inside, family);
    if (sources.length === 0) return [];
    return (['Inbound', 'Outbound'] as const).map((direction): SecurityRule => {
      const ending = `${direction.toLowerCase()}${family === 6 ? '-ipv6' : ''}`;
      return {
        name: `peerway-${name}-${ending}`,
        title: `allow ${direction.toLowerCase()} traffic from ${sources.join(', ')}`,
        priority: first + 1 + at,
        direction,
        protocol: '*',
        port: '*',
        sources,
      };
    });
  });
  return [wireguard, ...forwarded];
}

/** The routes of the VPC to the gateway's address of the same family; none without such an address. */
export const routesOf = (desired: DesiredGateway): GatewayRoute[] =>
  desired.vpcRoutes.flatMap((cidr) => {
    const via = desired.lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr));
    return via ? [{ name: `peerway-${cloudNameOf(desired)}-${slug(cidr)}`, cidr, via }] : [];
  });

/** The desired configuration without names. They are only comments on a Linux gateway, and a rename changes nothing there. */
import { compareCidrs, hostCidr } from '../address/cidr.ts';
import type { InterfaceName, Name } from '../values.ts';
import type { DesiredGateway, DesiredPeer } from './gateway.ts';

const NAMELESS = '' as Name;

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Returns the configuration without names, in an order that does not depend on them. */
export function nameless(desired: DesiredGateway): DesiredGateway {
  const { cloud: _, ...rest } = desired;
  const peers = [...desired.peers].sort((one, other) => compareText(one.publicKey, other.publicKey));
  return {
    ...rest,
    name: NAMELESS,
    interface: {
      ...desired.interface,
      addresses: [...desired.interface.addresses].sort((one, other) =>
        compareCidrs(hostCidr(one.ip), hostCidr(other.ip)),
      ),
    },
    peers: peers.map((peer): DesiredPeer => ({ ...peer, name: NAMELESS })),
    firewall: { ...desired.firewall, clients: [...desired.firewall.clients].sort(compareText) },
    neighbors: [...desired.neighbors].sort(compareText) as InterfaceName[],
  };
}

/** True if a gateway needs a deploy to get from one configuration to the other. */
export const differsOnHost = (was: DesiredGateway, is: DesiredGateway): boolean =>
  JSON.stringify(nameless(was)) !== JSON.stringify(nameless(is));

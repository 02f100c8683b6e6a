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

/** True if a gateway needs another configuration. Devices other than Linux have the names of peers in it. */
export function differsOnHost(was: DesiredGateway, is: DesiredGateway): boolean {
  const isLinux = is.device.name === 'linux';
  const [before, after] = isLinux ? [nameless(was), nameless(is)] : [was.peers, is.peers];
  return JSON.stringify(before) !== JSON.stringify(after);
}

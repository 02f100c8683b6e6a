/** The tunnel that an import found, in a wg-quick file or on a live interface. */
import { type Cidr, contains, familyOf, hostCidr, type Ip, overlaps } from '../address/cidr.ts';
import { type InterfaceAddress, networkAround } from '../address/interface-address.ts';
import { isOwnAddressOnly } from '../address/pool.ts';
import type { Secret } from '../secret.ts';
import type { InterfaceName, PublicKey } from '../values.ts';
import type { KeptLine, WgQuickPeer } from './parse.ts';

export interface FoundTunnel {
  /** The source, for messages: a path, or a host and its interface. */
  readonly source: string;
  readonly interface: InterfaceName;
  readonly publicKey: PublicKey;
  /** Only if the operator asked for it. */
  readonly privateKey?: Secret;
  readonly listenPort?: number;
  readonly mtu?: number;
  readonly addresses: readonly InterfaceAddress[];
  readonly peers: readonly WgQuickPeer[];
  readonly kept: readonly KeptLine[];
}

/**
 * Returns the tunnel subnets of a gateway with these addresses, one for each family: the subnet of its first address if
 * the gateway assigns addresses in it, else the address alone. The ends of a tunnel often share a subnet, which can
 * belong to only one of them.
 * @param taken  tunnel subnets of other gateways
 */
export function tunnelSubnetsOf(
  { addresses, peers }: Pick<FoundTunnel, 'addresses' | 'peers'>,
  taken: readonly Cidr[],
): Cidr[] {
  return ([4, 6] as const).flatMap((family) => {
    const address = addresses.find(({ ip }) => familyOf(ip) === family);
    if (!address) return [];
    const subnet = networkAround(address);
    const isTaken = taken.some((other) => !isOwnAddressOnly(other) && overlaps(other, subnet));
    return isTaken || !isPoolOf(subnet, address.ip, peers) ? [hostCidr(address.ip)] : [subnet];
  });
}

/** Returns whether a subnet looks like the pool that a gateway assigns the addresses of its peers from. */
function isPoolOf(subnet: Cidr, own: Ip, peers: readonly WgQuickPeer[]): boolean {
  if (isOwnAddressOnly(subnet)) return false;
  // Another gateway assigns them: its peer has the whole subnet.
  if (peers.some(({ allowedIps }) => allowedIps.some((cidr) => contains(cidr, subnet)))) return false;
  if (peers.some((peer) => clientAddresses(peer, [subnet]) !== undefined)) return true;
  const isShared = ({ allowedIps }: WgQuickPeer): boolean =>
    allowedIps.some((cidr) => contains(subnet, cidr) && !contains(cidr, own));
  return !peers.some(isShared);
}

/** Returns the addresses of a peer that could be a client: nothing but hosts of the tunnel subnets, one of each at most. */
export function clientAddresses(
  { allowedIps }: WgQuickPeer,
  tunnelSubnets: readonly Cidr[],
): Ip[] | undefined {
  const families = new Set(allowedIps.map(familyOf));
  const isClient =
    allowedIps.length > 0 &&
    families.size === allowedIps.length &&
    allowedIps.every(
      (cidr) => isOwnAddressOnly(cidr) && tunnelSubnets.some((subnet) => contains(subnet, cidr)),
    );
  return isClient ? allowedIps.map((cidr) => cidr.slice(0, cidr.indexOf('/')) as Ip) : undefined;
}

/** Returns the name that the comments at a peer suggest: `# Client: Alice's laptop` is `alice-s-laptop`. */
export function suggestedName({ comments }: WgQuickPeer): string | undefined {
  for (const comment of comments) {
    const name = comment
      .replace(/^[#\s]*/, '')
      .replace(/^(begin_peer|begin|client|peer|name|friendly_name)\b\s*[:=]?\s*/i, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, 63)
      .replace(/-+$/, '');
    if (name !== '') return name;
  }
  return undefined;
}

/** Changed values of peers, as previews, deploys and comparisons show them. */
import { type Cidr, sortedCidrs } from '../address/cidr.ts';
import { endpointText } from '../endpoint.ts';
import type { Change } from '../resource.ts';
import type { DesiredGateway, DesiredPeer } from './gateway.ts';

/** The peers that are in both states with different values. */
export function changedPeers(was: DesiredGateway, is: DesiredGateway): Change[] {
  const peers = new Map(was.peers.map((peer) => [peer.name, peer]));
  return is.peers.flatMap((peer) => {
    const before = peers.get(peer.name);
    return (before ? peerChanges(before, peer) : []).map(
      (title): Change => ({
        op: 'update',
        resource: { key: `peer ${peer.name}`, side: is.name, kind: 'peer', title, fields: {} },
        title,
      }),
    );
  });
}

/** One line for each changed value. */
const peerChanges = (before: DesiredPeer, after: DesiredPeer): string[] => [
  ...allowedIpsChange(after.name, before.allowedIps, after.allowedIps),
  ...valueChange(after.name, 'endpoint', endpointOf(before), endpointOf(after)),
  ...valueChange(after.name, 'public key', before.publicKey, after.publicKey),
];

const endpointOf = ({ endpoint }: DesiredPeer): string => (endpoint ? endpointText(endpoint) : 'none');

/** The added and the removed AllowedIPs of a peer; nothing if they are the same in another order. */
export function allowedIpsChange(peer: string, before: readonly Cidr[], after: readonly Cidr[]): string[] {
  const [known, kept] = [new Set(before), new Set(after)];
  const signed = [
    ...sortedCidrs(after.filter((cidr) => !known.has(cidr))).map((cidr) => `+ ${cidr}`),
    ...sortedCidrs(before.filter((cidr) => !kept.has(cidr))).map((cidr) => `- ${cidr}`),
  ];
  return signed.length === 0 ? [] : [`${peer}, AllowedIPs ${signed.join(' ')}`];
}

const valueChange = (peer: string, name: string, before: string, after: string): string[] =>
  before === after ? [] : [`${peer}, ${name} ${before} -> ${after}`];

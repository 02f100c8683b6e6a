/** Peers of the live interface that the plan does not have, and their effect on planned traffic. */
import { type Cidr, hostCidr } from '../model/address/cidr.ts';
import { NetworkIndex } from '../model/address/network-index.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { type LiveGateway, type LivePeer, parseNetworks } from './live-gateway.ts';

/** Returns the keys of live peers that neither the plan nor the last change contains. */
export function foreignPeers(desired: DesiredGateway, live: LiveGateway): string[] {
  const known = new Set<string>([...desired.peers.map(({ publicKey }) => publicKey), ...live.record.peers]);
  return live.peers.map(({ publicKey }) => publicKey).filter((key) => !known.has(key));
}

const foreignLivePeers = (desired: DesiredGateway, live: LiveGateway): LivePeer[] => {
  const keys = new Set(foreignPeers(desired, live));
  return live.peers.filter(({ publicKey }) => keys.has(publicKey));
};

/** A network of a foreign peer that overlaps networks of planned peers. */
export interface ForeignOverlap {
  readonly publicKey: string;
  readonly network: Cidr;
  /** A planned network that overlaps it, and its peer. */
  readonly planned: Cidr;
  readonly peer: string;
  /** The number of further planned networks that overlap it. */
  readonly more: number;
  /** WireGuard sends the traffic for the overlap to the longer prefix; of equal ones, only one peer has it. */
  readonly winner: 'foreign' | 'planned';
}

/** Returns the overlaps in the order of the live peers, one for each network of a foreign peer. */
export function foreignOverlaps(desired: DesiredGateway, live: LiveGateway): ForeignOverlap[] {
  const foreign = foreignLivePeers(desired, live);
  if (foreign.length === 0) return [];
  const peerOf = new Map(
    desired.peers.flatMap(({ name, allowedIps }) => allowedIps.map((cidr) => [cidr, name] as const)),
  );
  const index = new NetworkIndex([...peerOf.keys()]);
  return foreign.flatMap(({ publicKey, allowedIps }) =>
    parseNetworks(allowedIps).flatMap((network): ForeignOverlap[] => {
      const around = index.around(network);
      const inside = around === undefined ? index.inside(network) : [];
      const planned = around ?? inside[0];
      if (planned === undefined) return [];
      const winner = around === undefined ? 'planned' : 'foreign';
      const [peer, more] = [peerOf.get(planned) ?? '', Math.max(0, inside.length - 1)];
      return [{ publicKey, network, planned, peer, more, winner }];
    }),
  );
}

/** Describes an overlap and its effect, in one line. */
export const overlapText = ({ publicKey, network, planned, peer, more, winner }: ForeignOverlap): string =>
  winner === 'foreign'
    ? `${network} of foreign peer ${publicKey} takes traffic away from ${peer}, which has ${planned}`
    : `${network} of foreign peer ${publicKey} contains ${planned} of ${peer}${more > 0 ? ` and ${more} more` : ''}: the planned peer gets that traffic`;

/** A foreign peer with the networks whose traffic the firewall of the plan drops. */
export interface StoppedPeer {
  readonly publicKey: string;
  readonly networks: readonly Cidr[];
}

/** Returns the foreign peers whose networks the planned firewall does not know: it forwards nothing for them. */
export function stoppedPeers(desired: DesiredGateway, live: LiveGateway): StoppedPeer[] {
  const foreign = foreignLivePeers(desired, live);
  if (foreign.length === 0) return [];
  const { peeredVpcs, peeredTunnels, clients } = desired.firewall;
  const allowed = new NetworkIndex([...peeredVpcs, ...peeredTunnels, ...clients.map(hostCidr)]);
  return foreign.flatMap(({ publicKey, allowedIps }) => {
    const networks = parseNetworks(allowedIps).filter((network) => allowed.around(network) === undefined);
    return networks.length === 0 ? [] : [{ publicKey, networks }];
  });
}

/** The number of peers or networks to name one by one. */
const SHOWN = 5;

const folded = (texts: readonly string[], more: (count: number) => string): string[] =>
  texts.length <= SHOWN + 1 ? [...texts] : [...texts.slice(0, SHOWN), more(texts.length - SHOWN)];

/** Returns a line for each network of a foreign peer that overlaps a planned one, with a command as the fix. */
export const overlapLines = (desired: DesiredGateway, live: LiveGateway): string[] =>
  folded(
    foreignOverlaps(desired, live).map(
      (each) =>
        `${overlapText(each)}; to remove all foreign peers, run \`peerway gateway deploy ${desired.name} --prune-foreign-peers\``,
    ),
    (count) => `${count} more networks of foreign peers overlap planned ones`,
  );

/** Returns a line for each foreign peer whose traffic the planned firewall stops. */
export const stoppedLines = (desired: DesiredGateway, live: LiveGateway): string[] =>
  folded(
    stoppedPeers(desired, live).map(
      ({ publicKey, networks }) =>
        `foreign peer ${publicKey} (${folded(networks, (count) => `${count} more`).join(', ')}) is not in the plan: the firewall of the plan drops the traffic that the gateway forwards for it`,
    ),
    (count) => `the firewall of the plan also drops the traffic of ${count} more foreign peers`,
  );

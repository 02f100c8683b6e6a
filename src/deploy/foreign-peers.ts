/** Peers of the live interface that the plan does not have, and their effect on planned traffic. */
import { type Cidr, hostCidr, overlaps, sortedCidrs } from '../model/address/cidr.ts';
import { NetworkIndex } from '../model/address/network-index.ts';
import { unroutablePart } from '../model/address/special.ts';
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
  const { peeredVpcs, peeredTunnels, clients, foreign: open } = desired.firewall;
  const allowed = new NetworkIndex([...peeredVpcs, ...peeredTunnels, ...clients.map(hostCidr), ...open]);
  return foreign.flatMap(({ publicKey, allowedIps }) => {
    const networks = parseNetworks(allowedIps).filter((network) => allowed.around(network) === undefined);
    return networks.length === 0 ? [] : [{ publicKey, networks }];
  });
}

/** The number of peers or networks to name one by one. */
const SHOWN = 5;

/** The number of peers that are about to be stopped, which each need a look. */
const SHOWN_STOPPED = 50;

const folded = (texts: readonly string[], more: (count: number) => string, shown = SHOWN): string[] =>
  texts.length <= shown + 1 ? [...texts] : [...texts.slice(0, shown), more(texts.length - shown)];

/** Returns a line for each network of a foreign peer that overlaps a planned one, with a command as the fix. */
export const overlapLines = (desired: DesiredGateway, live: LiveGateway): string[] =>
  folded(
    foreignOverlaps(desired, live).map(
      (each) =>
        `${overlapText(each)}; to remove all foreign peers, run \`peerway gateway deploy ${desired.name} --prune-foreign-peers\``,
    ),
    (count) => `${count} more networks of foreign peers overlap planned ones`,
  );

/**
 * Returns a line for each foreign peer whose traffic the planned firewall stops, and one with the command that allows
 * it.
 */
export function stoppedLines(desired: DesiredGateway, live: LiveGateway): string[] {
  const stopped = stoppedPeers(desired, live);
  const lines = folded(
    stopped.map(
      ({ publicKey, networks }) =>
        `foreign peer ${publicKey} (${folded(networks, (count) => `${count} more`).join(', ')}) is not in the plan: the firewall of the plan drops the traffic that the gateway forwards for it`,
    ),
    (count) => `the firewall of the plan also drops the traffic of ${count} more foreign peers`,
    SHOWN_STOPPED,
  );
  const command = allowCommand(desired, stopped);
  return command === undefined ? lines : [...lines, `to keep this traffic, run \`${command}\``];
}

/** Returns the command that allows all these networks beside those that are allowed already; none for a long list. */
function allowCommand(desired: DesiredGateway, stopped: readonly StoppedPeer[]): string | undefined {
  const own = desired.firewall.vpc;
  const networks = stopped
    .flatMap((peer) => peer.networks)
    .filter((network) => !unroutablePart(network) && !own.some((cidr) => overlaps(cidr, network)));
  const allowed = sortedCidrs([...new Set([...desired.firewall.foreign, ...networks])]);
  if (networks.length === 0 || allowed.length > SHOWN_STOPPED) return undefined;
  return `peerway gateway update ${desired.name} --allow-foreign ${allowed.join(' ')}`;
}

/**
 * Returns an error if a deploy would cut off foreign peers in use: they have a session, and no firewall of peerway stops
 * them yet.
 */
export function cutOffError(desired: DesiredGateway, live: LiveGateway): string | undefined {
  if (live.table.length > 0) return undefined;
  const inUse = new Set(
    live.peers.filter(({ latestHandshake }) => latestHandshake > 0).map(({ publicKey }) => publicKey),
  );
  const stopped = stoppedPeers(desired, live).filter(({ publicKey }) => inUse.has(publicKey));
  if (stopped.length === 0) return undefined;
  const names = folded(
    stopped.map(({ publicKey, networks }) => `${publicKey} (${networks.join(', ')})`),
    (count) => `${count} more`,
  );
  const keep = allowCommand(desired, stopped);
  return `the new firewall would stop the traffic of ${names.join(', ')}: ${
    keep === undefined ? '' : `to keep it, first run ${keep}; `
  }to stop it, add --stop-foreign-peers`;
}

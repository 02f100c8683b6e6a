/** Health of a live gateway: its peers, and conditions on the host that break traffic. */
import { type Cidr, prefixOf } from '../model/address/cidr.ts';
import { NetworkIndex } from '../model/address/network-index.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { foreignFirewall } from './firewall/foreign-firewall.ts';
import { overlapLines, stoppedLines } from './foreign-peers.ts';
import { type LiveGateway, type LivePeer, parseNetworks, routeDestination } from './live-gateway.ts';
import { managerTexts } from './managers.ts';
import { tightLinks } from './path-mtu.ts';
import { ownNetworkProblems, partialRules, pathProblems } from './routing.ts';

/** Live status of one peer. */
export interface PeerHealth {
  readonly peer: string;
  /** `up`: a handshake in the last three minutes; `stale`: an older one; `down`: none since the interface came up. */
  readonly state: 'up' | 'stale' | 'down' | 'missing' | 'foreign';
  /** Seconds; absent without a handshake. */
  readonly handshakeAge?: number;
  readonly endpoint?: string;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
}

/** Seconds after which a session expires: REJECT_AFTER_TIME in the WireGuard paper, 6.1. */
const SESSION_LIFETIME = 180;

/** Returns the health of all planned peers, then of foreign ones. */
export function peerHealth(desired: DesiredGateway, live: LiveGateway): PeerHealth[] {
  // Handshake times are by the gateway's own clock.
  const { now } = live;
  const livePeers = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  const planned = new Set<string>(desired.peers.map(({ publicKey }) => publicKey));
  return [
    ...desired.peers.map(({ name, publicKey }) => {
      const peer = livePeers.get(publicKey);
      return peer ? health(name, peer, now) : { peer: name, state: 'missing' as const, received: 0, sent: 0 };
    }),
    ...live.peers
      .filter(({ publicKey }) => !planned.has(publicKey))
      .map((peer) => ({ ...health(peer.publicKey, peer, now), state: 'foreign' as const })),
  ];
}

function health(name: string, peer: LivePeer, now: number): PeerHealth {
  const { latestHandshake, endpoint, received, sent } = peer;
  const age = Math.max(0, Math.round(now - latestHandshake));
  const state = latestHandshake === 0 ? 'down' : age < SESSION_LIFETIME ? 'up' : 'stale';
  return {
    peer: name,
    state,
    ...(latestHandshake === 0 ? {} : { handshakeAge: age }),
    ...(endpoint === undefined ? {} : { endpoint }),
    received,
    sent,
  };
}

/** Returns a line for each problem of one kind, with its fix. */
type Check = (desired: DesiredGateway, live: LiveGateway) => string[];

const forwardingOff: Check = (desired, { sysctls }) => [
  ...(sysctls.get('net/ipv4/ip_forward') === '0'
    ? ['IPv4 forwarding is off: sysctl -w net.ipv4.ip_forward=1']
    : []),
  ...(desired.families.ipv6 && sysctls.get('net/ipv6/conf/all/forwarding') === '0'
    ? ['IPv6 forwarding is off: sysctl -w net.ipv6.conf.all.forwarding=1']
    : []),
];

/** The kernel uses the larger of the two values: 1 is strict, 2 is loose (ip-sysctl.rst). */
const strictReversePath: Check = ({ interface: { name } }, { sysctls }) => {
  const values = ['all', name].map((each) => Number(sysctls.get(`net/ipv4/conf/${each}/rp_filter`) ?? 0));
  return Math.max(...values) === 1
    ? [`the reverse-path filter of ${name} is strict: sysctl -w net.ipv4.conf.${name}.rp_filter=2`]
    : [];
};

/** Another route of the host takes a part of a peered network, or a peered network takes a part of a connected one. */
const overlappingLinks: Check = (desired, { hostRoutes }) => {
  const index = new NetworkIndex(desired.routes);
  return hostRoutes.flatMap((line) => {
    const device = / dev (\S+)/.exec(line)?.[1] ?? '';
    const [network] = parseNetworks([routeDestination(line)]);
    if (!network || device === desired.interface.name) return [];
    const around = index.around(network);
    // A connected network in a peered one, or around it; other routes only matter with the longer prefix.
    const isLink = / scope link| proto kernel/.test(line);
    const routes = around ? [around] : isLink ? index.inside(network) : [];
    return routes
      .filter((route) => isLink || route !== network)
      .map((route) => overlapProblem(route, network, device));
  });
};

/** Another firewall table drops traffic of the tunnel. */
const foreignTableDrops: Check = (desired, live) => [...foreignFirewall(desired, live).problems];

/** A peer has never responded, although packets were sent to it; or one that must send first has never done so. */
const noResponse: Check = ({ peers, interface: { listenPort } }, live) => {
  const livePeers = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  return peers.flatMap(({ name, kind, publicKey, endpoint }) => {
    const peer = livePeers.get(publicKey);
    if (kind !== 'peering' || !peer || peer.latestHandshake > 0 || peer.received > 0) return [];
    if (!endpoint)
      return [
        `${name}, which has no endpoint, has never connected: check that it is deployed, and that all firewalls on the path allow UDP ${listenPort} to this gateway`,
      ];
    if (peer.sent === 0) return [];
    return [
      `${name} has never responded: check that all firewalls on the path allow UDP ${endpoint.port} to it and UDP ${listenPort} to this gateway`,
    ];
  });
};

/** Traffic follows the longer prefix. */
const overlapProblem = (route: Cidr, network: Cidr, device: string): string =>
  `${network} on ${device} of this host overlaps the peered network ${route}: traffic to addresses in both goes ${
    prefixOf(route) > prefixOf(network) ? 'through the tunnel' : `to ${device}`
  }`;

/** An endpoint now resolves to an address that is routed through its own tunnel; the plan only knows its name. */
const endpointInside: Check = (desired, { peers }) => {
  const livePeers = new Map(peers.map((peer) => [peer.publicKey, peer]));
  const index = new NetworkIndex(desired.routes);
  return desired.peers.flatMap(({ name, publicKey }) => {
    const host = livePeers
      .get(publicKey)
      ?.endpoint?.replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '');
    const [address] = parseNetworks(host === undefined ? [] : [`${host}/${host.includes(':') ? 128 : 32}`]);
    const route = address && index.around(address);
    return route
      ? [`the endpoint of ${name}, ${host}, lies inside ${route}, which is routed through the tunnel`]
      : [];
  });
};

/** Problems with the way of packets through the host, which a deploy does not fix. */
const WAY_CHECKS: readonly Check[] = [
  foreignTableDrops,
  ownNetworkProblems,
  pathProblems,
  partialRules,
  overlappingLinks,
  endpointInside,
  tightLinks,
];

/** Problems that a deploy fixes, or that may resolve themselves. */
const OTHER_CHECKS: readonly Check[] = [
  forwardingOff,
  strictReversePath,
  noResponse,
  overlapLines,
  stoppedLines,
  (_, { managers }) => managerTexts(managers),
];

const runChecks = (checks: readonly Check[], desired: DesiredGateway, live: LiveGateway): string[] =>
  checks.flatMap((check) => check(desired, live));

/** Returns the conditions that break traffic even if the configuration is as planned, one per line with its fix. */
export const trafficProblems = (desired: DesiredGateway, live: LiveGateway): string[] =>
  runChecks([...OTHER_CHECKS, ...WAY_CHECKS], desired, live);

/** Returns only the problems with the way of packets through the host. */
export const wayProblems = (desired: DesiredGateway, live: LiveGateway): string[] =>
  runChecks(WAY_CHECKS, desired, live);

/**
 * Returns only the problems that remain after a deploy, such as foreign peers that the new firewall stops.
 * @param options  of the deploy
 */
export const lastingTrafficProblems = (
  desired: DesiredGateway,
  live: LiveGateway,
  { pruneForeignPeers }: { readonly pruneForeignPeers: boolean },
): string[] => [
  ...runChecks(WAY_CHECKS, desired, live),
  ...(pruneForeignPeers ? [] : stoppedLines(desired, live)),
];

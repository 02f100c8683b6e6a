/** Whether traffic flows, as far as a gateway itself can tell, and what breaks it though all looks right. */
import { type Cidr, overlaps, prefixOf } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { droppingChains, namesInterface, opensPort } from './firewalls.ts';
import { type LiveGateway, type LivePeer, parseNetworks } from './live-gateway.ts';

/** A peer as it is seen now. */
export interface PeerHealth {
  readonly peer: string;
  /** `up`: a handshake within the last three minutes; `stale`: an older one; `down`: none since the interface is up. */
  readonly state: 'up' | 'stale' | 'down' | 'missing' | 'foreign';
  /** Seconds; absent when there was none. */
  readonly handshakeAge?: number;
  readonly endpoint?: string;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
}

/** Seconds after which a session without a handshake is over: REJECT_AFTER_TIME of the WireGuard paper, 6.1. */
const SESSION = 180;

/** The peers of the plan and those that are somebody else's. */
export function peersHealth(desired: DesiredGateway, live: LiveGateway): PeerHealth[] {
  // By the gateway's own clock, which handshakes are told by.
  const { now } = live;
  const present = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  const planned = new Set<string>(desired.peers.map(({ publicKey }) => publicKey));
  return [
    ...desired.peers.map(({ name, publicKey }) => {
      const peer = present.get(publicKey);
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
  const state = latestHandshake === 0 ? 'down' : age < SESSION ? 'up' : 'stale';
  return {
    peer: name,
    state,
    ...(latestHandshake === 0 ? {} : { handshakeAge: age }),
    ...(endpoint === undefined ? {} : { endpoint }),
    received,
    sent,
  };
}

/** Something that breaks traffic, in a line with what to do about it. */
type Condition = (desired: DesiredGateway, live: LiveGateway) => string[];

const forwardingOff: Condition = (desired, { sysctls }) => [
  ...(sysctls.get('net/ipv4/ip_forward') === '0'
    ? ['IPv4 forwarding is off: sysctl -w net.ipv4.ip_forward=1']
    : []),
  ...(desired.families.ipv6 && sysctls.get('net/ipv6/conf/all/forwarding') === '0'
    ? ['IPv6 forwarding is off: sysctl -w net.ipv6.conf.all.forwarding=1']
    : []),
];

/** The kernel takes the larger of the two values; 1 is strict, 2 loose (ip-sysctl.rst). */
const strictReversePath: Condition = ({ interface: { name } }, { sysctls }) => {
  const values = ['all', name].map((each) => Number(sysctls.get(`net/ipv4/conf/${each}/rp_filter`) ?? 0));
  return Math.max(...values) === 1
    ? [`the reverse-path filter of ${name} is strict: sysctl -w net.ipv4.conf.${name}.rp_filter=2`]
    : [];
};

/** A network of the host itself that a remote one overlaps: which of the two is meant is a matter of prefix length. */
const overlappingLinks: Condition = (desired, { hostRoutes }) =>
  hostRoutes.flatMap((line) => {
    const device = / dev (\S+)/.exec(line)?.[1] ?? '';
    const [network] = parseNetworks([line.split(' ')[0] ?? '']);
    if (!network || device === desired.interface.name || !/ scope link| proto kernel/.test(line)) return [];
    return desired.routes
      .filter((route) => overlaps(route, network))
      .map((route) => overlapText(route, network, device));
  });

/** Other tables that drop, as far as no rule of theirs lets the tunnel through. */
const othersDrop: Condition = ({ interface: wg, families }, { foreignRules }) =>
  droppingChains(foreignRules, families).flatMap((chain) => {
    if (chain.hook === 'forward' && !namesInterface(chain, wg.name))
      return [`table ${chain.table} drops what is forwarded: no rule of it lets ${wg.name} through`];
    if (chain.hook === 'input' && !opensPort(chain, wg.listenPort))
      return [`table ${chain.table} drops what comes in: no rule of it lets UDP ${wg.listenPort} through`];
    return [];
  });

/** Nothing ever came back, though there was something to answer to. */
const noAnswer: Condition = ({ peers, interface: { listenPort } }, live) => {
  const present = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  return peers.flatMap(({ name, kind, publicKey, endpoint }) => {
    const peer = present.get(publicKey);
    if (
      kind !== 'peering' ||
      !endpoint ||
      !peer ||
      peer.latestHandshake > 0 ||
      peer.received > 0 ||
      peer.sent === 0
    )
      return [];
    return [
      `${name} has never answered: is UDP ${endpoint.port} open there, and UDP ${listenPort} here, in every firewall on the way?`,
    ];
  });
};

/** The longer prefix has the traffic. */
const overlapText = (route: Cidr, network: Cidr, device: string): string =>
  `${network} on ${device} of this host overlaps ${route}, which is peered: traffic for both goes ${
    prefixOf(route) > prefixOf(network) ? 'through the tunnel' : `to ${device}`
  }`;

/** A name that has come to lie inside the tunnel that it is the end of: rules know only of addresses. */
const endpointInside: Condition = (desired, { peers }) => {
  const present = new Map(peers.map((peer) => [peer.publicKey, peer]));
  return desired.peers.flatMap(({ name, publicKey }) => {
    const host = present
      .get(publicKey)
      ?.endpoint?.replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '');
    const [address] = parseNetworks(host === undefined ? [] : [`${host}/${host.includes(':') ? 128 : 32}`]);
    const route = address && desired.routes.find((one) => overlaps(one, address));
    return route
      ? [`the endpoint of ${name}, ${host}, lies inside ${route}, which goes through the tunnel`]
      : [];
  });
};

/** What a deploy does not put right. */
const LASTING: readonly Condition[] = [othersDrop, overlappingLinks, endpointInside];

const PASSING: readonly Condition[] = [forwardingOff, strictReversePath, noAnswer];

const found = (conditions: readonly Condition[], desired: DesiredGateway, live: LiveGateway): string[] =>
  conditions.flatMap((condition) => condition(desired, live));

/** What breaks traffic though all looks right, each in a line with what to do about it. */
export const conditionsOf = (desired: DesiredGateway, live: LiveGateway): string[] =>
  found([...PASSING, ...LASTING], desired, live);

/** Those that are still there after a deploy. */
export const lastingConditionsOf = (desired: DesiredGateway, live: LiveGateway): string[] =>
  found(LASTING, desired, live);

/** Whether traffic flows, as far as a gateway itself can tell, and what breaks it though all looks right. */
import { overlaps } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { type LiveGateway, type LivePeer, networksOf } from './live.ts';

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
export function peersHealth(desired: DesiredGateway, live: LiveGateway, now: number): PeerHealth[] {
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

interface Chain {
  readonly table: string;
  readonly hook: string;
  readonly drops: boolean;
}

/** `nft list chains`: a table's line, its chains' lines, each with a line for its hook. */
function chainsOf(lines: readonly string[]): Chain[] {
  let table = '';
  return lines.flatMap((line) => {
    table = /^table (\S+ \S+)/.exec(line)?.[1] ?? table;
    const hook = / hook (\w+) /.exec(line)?.[1];
    return hook ? [{ table, hook, drops: line.includes('policy drop') }] : [];
  });
}

const othersDrop: Condition = ({ interface: wg }, { chains }) =>
  chainsOf(chains)
    .filter(({ table, drops }) => drops && table !== 'inet peerway')
    .flatMap(({ table, hook }) => {
      if (hook === 'forward')
        return [
          `table ${table} drops what is forwarded unless a rule of it accepts: let ${wg.name} through there`,
        ];
      if (hook === 'input')
        return [
          `table ${table} drops what comes in unless a rule of it accepts: let UDP ${wg.listenPort} through there`,
        ];
      return [];
    });

/** A network of the host itself that a remote one overlaps: which of the two is meant is a matter of prefix length. */
const overlappingLinks: Condition = (desired, { hostRoutes }) =>
  hostRoutes.flatMap((line) => {
    const device = / dev (\S+)/.exec(line)?.[1] ?? '';
    const [network] = networksOf([line.split(' ')[0] ?? '']);
    if (!network || device === desired.interface.name || !/ scope link| proto kernel/.test(line)) return [];
    return desired.routes
      .filter((route) => overlaps(route, network))
      .map(
        (route) =>
          `${network} on ${device} of this host overlaps ${route}, which is peered: traffic for it goes to ${device}`,
      );
  });

const CONDITIONS: readonly Condition[] = [forwardingOff, strictReversePath, othersDrop, overlappingLinks];

export const conditionsOf = (desired: DesiredGateway, live: LiveGateway): string[] =>
  CONDITIONS.flatMap((condition) => condition(desired, live));

/** What is on a gateway, as it answers to `look`. Texts come from another host: none is trusted to be what it should. */
import { type Cidr, type Ip, readCidr } from '../model/address/cidr.ts';
import { readIp } from '../model/address/ip.ts';
import { ROUTE_PROTOCOL } from '../render/iproute2.ts';
import { type Reply, sectionLines } from './reply.ts';

export interface LivePeer {
  readonly publicKey: string;
  /** What the peer's preshared key is to the one in the plan; keys themselves never leave the gateway. */
  readonly presharedKey: 'same' | 'other' | 'unknown';
  /** `203.0.113.2:51820`; absent while none is known. */
  readonly endpoint?: string;
  readonly allowedIps: readonly string[];
  /** Seconds since the epoch; 0 for never. */
  readonly latestHandshake: number;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
  /** Seconds; 0 for off. */
  readonly keepalive: number;
}

/** What the last confirmed change has left behind, to tell what is ours from what is not. */
export interface LiveRecord {
  /** Which change that was; '' when there was none. */
  readonly change: string;
  readonly addresses: readonly string[];
  readonly peers: readonly string[];
  /** Endpoints by the peer's key, as the plan had them; a live one may have moved. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Digest of what is kept for the next start of the host; '' when nothing is. */
  readonly plan: string;
}

export interface LiveGateway {
  /** The gateway's own clock, in seconds since the epoch. */
  readonly now: number;
  /** The address that whoever looks is connected from over SSH, where that is known. */
  readonly operator?: Ip;
  /** Tools that are not there. */
  readonly missing: readonly string[];
  /** Whoever has a change pending, and since when. */
  readonly pending?: string;
  readonly record: LiveRecord;
  /** Absent when there is no such interface. */
  readonly interface?: {
    readonly publicKey: string;
    readonly hasKey: boolean;
    readonly listenPort: number;
    readonly mtu: number;
    readonly up: boolean;
  };
  /** `10.99.1.1/24`, without link-local ones. */
  readonly addresses: readonly string[];
  /** Our routes, through the interface. */
  readonly routes: readonly string[];
  readonly peers: readonly LivePeer[];
  /** The table `inet peerway`; none of its lines when it is not there. */
  readonly table: readonly string[];
  /** What nft makes of the wanted one. */
  readonly wantedTable: readonly string[];
  /** What nft says against the wanted one. */
  readonly tableError?: string;
  /** Whether the host can keep anything for its next start, and whether it would bring it up then. */
  readonly boot: 'cannot-keep' | 'not-enabled' | 'ready';
  /** Values by their path below /proc/sys. */
  readonly sysctls: ReadonlyMap<string, string>;
  /** Routes of the host's main table, as `ip route` tells them. */
  readonly hostRoutes: readonly string[];
  /** Of other tables what may keep packets from the tunnel: see `others_rules` of the agent. */
  readonly otherRules: readonly string[];
}

/** What a gateway's answer to `look` says. */
export function liveGateway(reply: Reply): LiveGateway {
  const lines = (name: string): readonly string[] => sectionLines(reply, name);
  const [pending] = lines('pending');
  const operator = ipOf(lines('operator')[0]);
  const [tableError] = lines('nft-error');
  const link = linkOf(lines('link'), lines('wg'));
  return {
    now: Number(lines('now')[0] ?? 0),
    ...(operator === undefined ? {} : { operator }),
    missing: lines('missing'),
    ...(pending === undefined ? {} : { pending }),
    record: recordOf(lines('record')),
    ...(link ? { interface: link } : {}),
    addresses: lines('addresses')
      .map((line) => line.trim().split(/\s+/)[3] ?? '')
      .filter((address) => address !== '' && !address.startsWith('fe80:')),
    routes: lines('routes')
      .filter((line) => line.includes(` proto ${ROUTE_PROTOCOL}`))
      .map(destinationOf),
    peers: lines('wg')
      .filter((line) => line.startsWith('peer\t'))
      .map(peerOf),
    table: lines('table'),
    wantedTable: lines('wanted-table').filter((line) => !/^\s*flags dormant$/.test(line)),
    ...(tableError === undefined ? {} : { tableError }),
    boot: bootOf(lines('boot')),
    sysctls: new Map(lines('sysctls').map((line) => line.split(' ') as [string, string])),
    hostRoutes: lines('others'),
    otherRules: lines('drops'),
  };
}

function linkOf(link: readonly string[], wg: readonly string[]): LiveGateway['interface'] {
  const [line] = link;
  const [, publicKey = '', port = '0', key = ''] =
    wg.find((each) => each.startsWith('interface\t'))?.split('\t') ?? [];
  if (line === undefined) return undefined;
  return {
    publicKey,
    hasKey: key === 'key',
    listenPort: Number(port),
    mtu: Number(/ mtu (\d+)/.exec(line)?.[1] ?? 0),
    up: /<[^>]*\bUP\b/.test(line),
  };
}

/** The network of a line of `ip route`: a host has no prefix length there, and `default` is one. */
export function destinationOf(line: string): string {
  const [network = ''] = line.trim().split(/\s+/);
  if (network.includes('/') || network === 'default') return network;
  return `${network}/${network.includes(':') ? 128 : 32}`;
}

function peerOf(line: string): LivePeer {
  const [
    ,
    publicKey = '',
    presharedKey = '',
    endpoint = '',
    allowedIps = '',
    handshake = '',
    received = '',
    sent = '',
    keepalive = '',
  ] = line.split('\t');
  return {
    publicKey,
    presharedKey: presharedKey === 'same' || presharedKey === 'other' ? presharedKey : 'unknown',
    ...(endpoint === '(none)' ? {} : { endpoint }),
    allowedIps: allowedIps === '(none)' ? [] : allowedIps.split(','),
    latestHandshake: Number(handshake),
    received: Number(received),
    sent: Number(sent),
    keepalive: keepalive === 'off' ? 0 : Number(keepalive),
  };
}

const recordOf = (lines: readonly string[]): LiveRecord => {
  const of = (kind: string): string[] =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const [change = ''] = of('change');
  const [plan = ''] = of('plan');
  return {
    change: change.split(' ')[0] ?? '',
    addresses: of('address'),
    peers: of('peer'),
    endpoints: new Map(of('endpoint').map((line) => line.split(' ') as [string, string])),
    plan,
  };
};

const ipOf = (text = ''): Ip | undefined => (readIp(text) === undefined ? undefined : (text as Ip));

const bootOf = ([said]: readonly string[]): LiveGateway['boot'] =>
  said === 'cannot-keep' || said === 'not-enabled' ? said : 'ready';

/** Canonical networks, so that the same ones compare as the same whatever the tool that wrote them. */
export const networksOf = (texts: readonly string[]): Cidr[] =>
  texts.map(readCidr).filter((cidr) => cidr !== undefined);

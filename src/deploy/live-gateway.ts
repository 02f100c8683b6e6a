/** Parses the live configuration of a gateway. It comes from another host, so no text in it is trusted to be valid. */
import { type Cidr, type Ip, ipText, readCidr } from '../model/address/cidr.ts';
import { type Family, readIp } from '../model/address/ip.ts';
import { ROUTE_PROTOCOL } from '../render/iproute2.ts';
import { type LivePaths, parsePaths } from './live-paths.ts';
import { type Managers, parseManagers } from './managers.ts';
import { type Reply, sectionLines } from './reply.ts';

export interface LivePeer {
  readonly publicKey: string;
  /** The live preshared key compared with the planned one, on the gateway: live keys never leave it. */
  readonly presharedKey: 'same' | 'other' | 'unknown';
  /** `203.0.113.2:51820`; absent if none is known. */
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

/** Record of the last confirmed change. peerway set up only the addresses and peers that it lists. */
export interface ChangeRecord {
  /** Id of the change; '' if there was none. */
  readonly change: string;
  readonly addresses: readonly string[];
  readonly peers: readonly string[];
  /** Endpoints by public key, as planned then; a live endpoint may have moved since. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Digest of the configuration kept for the next boot; '' if none is kept. */
  readonly planDigest: string;
}

export interface LiveGateway {
  /** Time on the gateway's own clock, in seconds since the epoch. */
  readonly now: number;
  /** Address from which the operator is connected over SSH, if known. */
  readonly operator?: Ip;
  /** Required tools that are not installed. */
  readonly missingTools: readonly string[];
  /** Lock holder of the pending change, such as `alice since 2026-01-02T03:04:05.000Z`. */
  readonly lockHolder?: string;
  readonly record: ChangeRecord;
  /** Absent if the interface does not exist. */
  readonly interface?: {
    readonly publicKey: string;
    readonly hasKey: boolean;
    readonly listenPort: number;
    readonly mtu: number;
    readonly up: boolean;
  };
  /** Such as `10.99.1.1/24`; without link-local addresses. */
  readonly addresses: readonly string[];
  /** Routes through the interface that peerway added. */
  readonly routes: readonly string[];
  readonly peers: readonly LivePeer[];
  /** Lines of the table `inet peerway`; empty if the table does not exist. */
  readonly table: readonly string[];
  /** Lines of the planned table, as nft prints them. */
  readonly plannedTable: readonly string[];
  /** The error of nft if it rejects the planned table. */
  readonly plannedTableError?: string;
  /** Readiness for the next boot: can the host keep a configuration, and is the unit that loads it enabled? */
  readonly boot: 'cannot-keep' | 'not-enabled' | 'ready';
  /** Other programs that would configure the interface at the next boot. */
  readonly managers: Managers;
  /** Values by path under /proc/sys. */
  readonly sysctls: ReadonlyMap<string, string>;
  /** Routes of the main table, as `ip route` prints them. */
  readonly hostRoutes: readonly string[];
  /** Other tables, as `nft list ruleset` prints them: see `foreign_rules` in the agent. */
  readonly foreignRules: readonly string[];
  /** Rules of iptables-legacy, as `iptables-save` prints them. */
  readonly legacyRules: Readonly<Record<Family, readonly string[]>>;
  readonly paths: LivePaths;
}

/** Parses the reply to the task `inspect`. */
export function parseLiveGateway(reply: Reply): LiveGateway {
  const lines = (name: string): readonly string[] => sectionLines(reply, name);
  const [lockHolder] = lines('pending');
  const operator = parseIp(lines('operator')[0]);
  const [plannedTableError] = lines('nft-error');
  const link = parseInterface(lines('link'), lines('wg'));
  return {
    now: Number(lines('now')[0] ?? 0),
    ...(operator === undefined ? {} : { operator }),
    missingTools: lines('missing'),
    ...(lockHolder === undefined ? {} : { lockHolder }),
    record: parseRecord(lines('record')),
    ...(link ? { interface: link } : {}),
    addresses: lines('addresses')
      .map((line) => line.trim().split(/\s+/)[3] ?? '')
      .filter((address) => address !== '' && !address.startsWith('fe80:')),
    routes: lines('routes')
      .filter((line) => line.includes(` proto ${ROUTE_PROTOCOL}`))
      .map(routeDestination),
    peers: lines('wg')
      .filter((line) => line.startsWith('peer\t'))
      .map(parsePeer),
    table: lines('table'),
    plannedTable: lines('planned-table').filter((line) => !/^\s*flags dormant$/.test(line)),
    ...(plannedTableError === undefined ? {} : { plannedTableError }),
    boot: parseBoot(lines('boot')),
    managers: parseManagers(lines('managers')),
    sysctls: new Map(lines('sysctls').map((line) => line.split(' ') as [string, string])),
    hostRoutes: lines('host-routes'),
    foreignRules: lines('foreign-rules'),
    legacyRules: { 4: lines('legacy-rules4'), 6: lines('legacy-rules6') },
    paths: parsePaths(lines),
  };
}

function parseInterface(link: readonly string[], wg: readonly string[]): LiveGateway['interface'] {
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

/** Returns the destination of a line of `ip route`, which prints hosts without a prefix length. */
export function routeDestination(line: string): string {
  const [network = ''] = line.trim().split(/\s+/);
  if (network.includes('/') || network === 'default') return network;
  return `${network}/${network.includes(':') ? 128 : 32}`;
}

function parsePeer(line: string): LivePeer {
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

const parseRecord = (lines: readonly string[]): ChangeRecord => {
  const valuesOf = (kind: string): string[] =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const [change = ''] = valuesOf('change');
  const [planDigest = ''] = valuesOf('plan');
  return {
    change: change.split(' ')[0] ?? '',
    addresses: valuesOf('address'),
    peers: valuesOf('peer'),
    endpoints: new Map(valuesOf('endpoint').map((line) => line.split(' ') as [string, string])),
    planDigest,
  };
};

function parseIp(text = ''): Ip | undefined {
  const ip = readIp(text);
  return ip && ipText(ip);
}

const parseBoot = ([state]: readonly string[]): LiveGateway['boot'] =>
  state === 'cannot-keep' || state === 'not-enabled' ? state : 'ready';

/** Parses networks into their canonical form, so that they can be compared; skips invalid ones. */
export const parseNetworks = (texts: readonly string[]): Cidr[] =>
  texts.map(readCidr).filter((cidr) => cidr !== undefined);

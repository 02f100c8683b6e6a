/** Compares a live gateway with the plan. Both are brought into canonical form first, to avoid false differences. */
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { allowedIpsChange } from '../model/desired/peer-changes.ts';
import { type Endpoint, endpointText, isIp } from '../model/endpoint.ts';
import type { Change } from '../model/resource.ts';
import type { Name } from '../model/values.ts';
import { foreignOverlaps, foreignPeers, overlapText } from './foreign-peers.ts';
import { type LiveGateway, type LivePeer, parseNetworks } from './live-gateway.ts';
import { managerTexts } from './managers.ts';
import { isPlanDigest, plannedSysctls } from './payload.ts';

/** The kinds of resources on a live gateway. */
export type LiveKind = 'interface' | 'address' | 'peer' | 'route' | 'firewall' | 'sysctl' | 'boot';

/** One difference. A deploy would add (`+`), remove (`-`) or change (`~`) it. */
interface Difference {
  readonly what: LiveKind;
  readonly sign: keyof typeof OPS;
  readonly text: string;
}

const OPS = { '+': 'create', '-': 'delete', '~': 'update' } as const;

const changeOf = (side: Name, { what, sign, text }: Difference): Change => ({
  op: OPS[sign],
  resource: { key: `${what} ${text}`, side, kind: what, title: text, fields: {} },
  title: text,
});

type Compare = (desired: DesiredGateway, live: LiveGateway, options: DifferenceOptions) => Difference[];

export interface DifferenceOptions {
  /** Remove peers that peerway does not know. */
  readonly pruneForeignPeers: boolean;
}

const difference = (what: LiveKind, sign: Difference['sign'], text: string): Difference => ({
  what,
  sign,
  text,
});

/** Returns additions for missing values and removals for extra ones. */
function setDifference(what: LiveKind, planned: readonly string[], live: readonly string[]): Difference[] {
  const [knownPlanned, knownLive] = [new Set(planned), new Set(live)];
  return [
    ...planned.filter((value) => !knownLive.has(value)).map((value) => difference(what, '+', value)),
    ...live.filter((value) => !knownPlanned.has(value)).map((value) => difference(what, '-', value)),
  ];
}

const valueDifference = (
  what: LiveKind,
  name: string,
  live: string | number,
  planned: string | number,
): Difference[] => (live === planned ? [] : [difference(what, '~', `${name}: ${live} -> ${planned}`)]);

const interfaceDifferences: Compare = ({ interface: planned }, { interface: live }) => {
  if (!live)
    return [difference('interface', '+', `${planned.name}, port ${planned.listenPort}, MTU ${planned.mtu}`)];
  return [
    ...valueDifference('interface', 'public key', live.publicKey, planned.publicKey),
    ...valueDifference('interface', 'port', live.listenPort, planned.listenPort),
    ...valueDifference('interface', 'MTU', live.mtu, planned.mtu),
    ...valueDifference('interface', 'link', live.up ? 'up' : 'down', 'up'),
  ];
};

const plannedAddresses = (desired: DesiredGateway): string[] =>
  desired.interface.addresses.map(({ ip, prefix }) => `${ip}/${prefix}`);

/** Ignores live addresses that are not in the record of the last change: peerway did not add them. */
const addressDifferences: Compare = (desired, live) => {
  const planned = plannedAddresses(desired);
  const known = new Set([...planned, ...live.record.addresses]);
  const managed = live.addresses.filter((address) => known.has(address));
  return setDifference('address', planned, managed);
};

const peerDifferences: Compare = (desired, live, { pruneForeignPeers }) => {
  const livePeers = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  const foreign = new Set(pruneForeignPeers ? [] : foreignPeers(desired, live));
  const planned = new Set<string>(desired.peers.map(({ publicKey }) => publicKey));
  return [
    ...desired.peers.flatMap((peer) =>
      peerDifference(peer, livePeers.get(peer.publicKey), live.record.endpoints.get(peer.publicKey)),
    ),
    ...live.peers
      .filter(({ publicKey }) => !planned.has(publicKey) && !foreign.has(publicKey))
      .map(({ publicKey, allowedIps }) =>
        difference('peer', '-', `${publicKey}, AllowedIPs ${allowedIps.join(', ')}`),
      ),
    ...(pruneForeignPeers ? [] : shadowDifferences(desired, live)),
  ];
};

/** Networks of foreign peers that take planned traffic. A deploy refuses to leave them: see `findObstacles`. */
const shadowDifferences = (desired: DesiredGateway, live: LiveGateway): Difference[] =>
  foreignOverlaps(desired, live)
    .filter(({ winner }) => winner === 'foreign')
    .map((each) => difference('peer', '-', overlapText(each)));

/** @param recorded  the endpoint that the last change gave the peer */
function peerDifference(
  planned: DesiredPeer,
  live: LivePeer | undefined,
  recorded: string | undefined,
): Difference[] {
  const { name } = planned;
  if (!live) return [difference('peer', '+', `${name}, AllowedIPs ${planned.allowedIps.join(', ')}`)];
  return [
    ...allowedIpsChange(name, parseNetworks(live.allowedIps), planned.allowedIps).map((text) =>
      difference('peer', '~', text),
    ),
    ...(live.presharedKey === 'same' ? [] : [difference('peer', '~', `${name} preshared key`)]),
    ...valueDifference('peer', `${name} keepalive`, live.keepalive, planned.keepalive ?? 0),
    ...(planned.endpoint
      ? valueDifference(
          'peer',
          `${name} endpoint`,
          currentEndpoint(planned.endpoint, live, recorded),
          endpointText(planned.endpoint),
        )
      : []),
  ];
}

/**
 * Returns the endpoint that the gateway is configured with. The live one is no evidence once there was a handshake,
 * since it follows the peer's packets, nor for a host name, which WireGuard resolves; then the recorded one is used.
 */
function currentEndpoint(planned: Endpoint, live: LivePeer, recorded: string | undefined): string {
  const isConfigured = isIp(planned.host) && live.latestHandshake === 0;
  return isConfigured ? (live.endpoint ?? 'none') : (recorded ?? endpointText(planned));
}

const routeDifferences: Compare = (desired, live) =>
  setDifference('route', desired.routes, parseNetworks(live.routes));

/** Compares both tables as nft prints them, without counters. */
const firewallDifferences: Compare = ({ firewallTable }, { table, plannedTable }) => {
  if (table.join('\n') === plannedTable.join('\n')) return [];
  if (table.length === 0) return [difference('firewall', '+', `table inet ${firewallTable}`)];
  const found = setDifference('firewall', statements(plannedTable), statements(table));
  return found.length > 0
    ? found
    : [difference('firewall', '~', `table inet ${firewallTable}: order of rules`)];
};

/** Returns each rule with its chain and each element with its set, such as `set peered: 172.31.0.0/16`. */
function statements(lines: readonly string[]): string[] {
  let block = '';
  // nft wraps long lists of elements.
  const joined = lines
    .join('\n')
    .replaceAll(/,\n\s*/g, ', ')
    .split('\n');
  return joined.flatMap((line) => {
    const text = line.trim();
    const opening = /^((?:chain|set|map) \S+) \{$/.exec(text)?.[1];
    if (opening) {
      block = opening;
      return [];
    }
    const elements = /^elements = \{ (.*) \}$/.exec(text)?.[1];
    if (elements) return elements.split(', ').map((element) => `${block}: ${element}`);
    return text === '}' || text === '' ? [] : [block ? `${block}: ${text}` : text];
  });
}

const sysctlDifferences: Compare = (desired, { sysctls }) =>
  plannedSysctls(desired).flatMap(([name, value]) => {
    const live = sysctls.get(name);
    return valueDifference(
      'sysctl',
      name
        .replaceAll('/', '.')
        .replace(/^net\.(ipv[46])\.conf\.(.*)\.rp_filter$/, 'net.$1.conf.$2.rp_filter'),
      live ?? 'none',
      value,
    );
  });

/** Compares the configuration kept for the next boot, if the host can keep one. */
const bootDifferences: Compare = (desired, live) => {
  if (live.boot === 'cannot-keep') return [];
  return [
    ...keptDifferences(desired, live),
    ...managerTexts(live.managers).map((text) => difference('boot', '-', text)),
  ];
};

function keptDifferences(desired: DesiredGateway, { record, boot }: LiveGateway): Difference[] {
  const { interface: wg } = desired;
  if (record.planDigest === '') return [difference('boot', '+', `files in /etc/peerway/${wg.name}`)];
  if (!isPlanDigest(desired, record.planDigest))
    return [difference('boot', '~', `files in /etc/peerway/${wg.name}`)];
  return boot === 'not-enabled' ? [difference('boot', '+', `peerway-${wg.name}.service, enabled`)] : [];
}

const COMPARISONS: readonly Compare[] = [
  interfaceDifferences,
  addressDifferences,
  peerDifferences,
  routeDifferences,
  firewallDifferences,
  sysctlDifferences,
  bootDifferences,
];

/** Returns the changes of a deploy; empty if the gateway is as planned. */
export const differences = (
  desired: DesiredGateway,
  live: LiveGateway,
  options: DifferenceOptions = { pruneForeignPeers: false },
): Change[] =>
  COMPARISONS.flatMap((compare) => compare(desired, live, options)).map((one) => changeOf(desired.name, one));

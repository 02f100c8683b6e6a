/** What differs between a live gateway and the plan, line by line. No difference is invented: both are made canonical. */
import { sortedCidrs } from '../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { type Endpoint, endpointText, isIp } from '../model/endpoint.ts';
import { foreignPeers } from './foreign-peers.ts';
import { type LiveGateway, type LivePeer, parseNetworks } from './live-gateway.ts';
import { planDigest, plannedSysctls } from './payload.ts';

/** One thing that is not as it should be. `+` comes, `-` goes, `~` changes. */
export interface Difference {
  readonly what: 'interface' | 'address' | 'peer' | 'route' | 'firewall' | 'sysctl' | 'boot';
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

type Of = (desired: DesiredGateway, live: LiveGateway, options: DifferenceOptions) => Difference[];

export interface DifferenceOptions {
  /** Whether peers of others are to go, too. */
  readonly pruneForeignPeers: boolean;
}

const difference = (what: Difference['what'], sign: Difference['sign'], text: string): Difference => ({
  what,
  sign,
  text,
});

/** Each of the wanted that is not there, and each that is there without being wanted. */
function setDifference(
  what: Difference['what'],
  wanted: readonly string[],
  present: readonly string[],
): Difference[] {
  return [
    ...wanted.filter((one) => !present.includes(one)).map((one) => difference(what, '+', one)),
    ...present.filter((one) => !wanted.includes(one)).map((one) => difference(what, '-', one)),
  ];
}

const changed = (
  what: Difference['what'],
  name: string,
  now: string | number,
  wanted: string | number,
): Difference[] => (now === wanted ? [] : [difference(what, '~', `${name}: ${now} -> ${wanted}`)]);

const interfaceDifferences: Of = ({ interface: wanted }, { interface: present }) => {
  if (!present)
    return [difference('interface', '+', `${wanted.name}, port ${wanted.listenPort}, MTU ${wanted.mtu}`)];
  return [
    ...changed('interface', 'public key', present.publicKey, wanted.publicKey),
    ...changed('interface', 'port', present.listenPort, wanted.listenPort),
    ...changed('interface', 'MTU', present.mtu, wanted.mtu),
    ...changed('interface', 'link', present.up ? 'up' : 'down', 'up'),
  ];
};

const wantedAddresses = (desired: DesiredGateway): string[] =>
  desired.interface.addresses.map(({ ip, prefix }) => `${ip}/${prefix}`);

/** Addresses that are not of the last change are somebody else's, and left alone. */
const addressDifferences: Of = (desired, live) => {
  const wanted = wantedAddresses(desired);
  const ours = live.addresses.filter(
    (address) => wanted.includes(address) || live.record.addresses.includes(address),
  );
  return setDifference('address', wanted, ours);
};

const peerDifferences: Of = (desired, live, { pruneForeignPeers }) => {
  const present = new Map(live.peers.map((peer) => [peer.publicKey, peer]));
  const foreign = new Set(pruneForeignPeers ? [] : foreignPeers(desired, live));
  const wanted = new Set<string>(desired.peers.map(({ publicKey }) => publicKey));
  return [
    ...desired.peers.flatMap((peer) =>
      onePeer(peer, present.get(peer.publicKey), live.record.endpoints.get(peer.publicKey)),
    ),
    ...live.peers
      .filter(({ publicKey }) => !wanted.has(publicKey) && !foreign.has(publicKey))
      .map(({ publicKey, allowedIps }) =>
        difference('peer', '-', `${publicKey}, AllowedIPs ${allowedIps.join(', ')}`),
      ),
  ];
};

/** @param recorded  the endpoint that the last change gave it */
function onePeer(
  wanted: DesiredPeer,
  present: LivePeer | undefined,
  recorded: string | undefined,
): Difference[] {
  const networks = wanted.allowedIps.join(', ');
  if (!present) return [difference('peer', '+', `${wanted.name}, AllowedIPs ${networks}`)];
  const told = (name: string): string => `${wanted.name} ${name}`;
  return [
    ...changed(
      'peer',
      told('AllowedIPs'),
      sortedCidrs(parseNetworks(present.allowedIps)).join(', '),
      sortedCidrs(wanted.allowedIps).join(', '),
    ),
    ...(present.presharedKey === 'same' ? [] : [difference('peer', '~', told('preshared key'))]),
    ...changed('peer', told('keepalive'), present.keepalive, wanted.keepalive ?? 0),
    ...(wanted.endpoint
      ? changed(
          'peer',
          told('endpoint'),
          endpointNow(wanted.endpoint, present, recorded),
          endpointText(wanted.endpoint),
        )
      : []),
  ];
}

/**
 * Where the peer is looked for. One with a handshake has the endpoint that it was heard from last, and a name is
 * resolved there: then it is the one that the last change gave it, as far as that is known.
 */
function endpointNow(wanted: Endpoint, present: LivePeer, recorded: string | undefined): string {
  const isGiven = isIp(wanted.host) && present.latestHandshake === 0;
  return isGiven ? (present.endpoint ?? 'none') : (recorded ?? endpointText(wanted));
}

const routeDifferences: Of = (desired, live) =>
  setDifference('route', desired.routes, parseNetworks(live.routes));

/** Both as nft writes them; counters are left out. */
const firewallDifferences: Of = (_, { table, plannedTable }) => {
  if (table.join('\n') === plannedTable.join('\n')) return [];
  if (table.length === 0) return [difference('firewall', '+', 'table inet peerway')];
  const told = setDifference('firewall', statements(plannedTable), statements(table));
  return told.length > 0 ? told : [difference('firewall', '~', 'table inet peerway: the order of its rules')];
};

/** Each rule with its chain, each element with its set: `set peered: 172.31.0.0/16`. */
function statements(lines: readonly string[]): string[] {
  let block = '';
  // Many elements stand on more than one line.
  const joined = lines
    .join('\n')
    .replaceAll(/,\n\s*/g, ', ')
    .split('\n');
  return joined.flatMap((line) => {
    const text = line.trim();
    const opened = /^((?:chain|set|map) \S+) \{$/.exec(text)?.[1];
    if (opened) {
      block = opened;
      return [];
    }
    const elements = /^elements = \{ (.*) \}$/.exec(text)?.[1];
    if (elements) return elements.split(', ').map((element) => `${block}: ${element}`);
    return text === '}' || text === '' ? [] : [block ? `${block}: ${text}` : text];
  });
}

const sysctlDifferences: Of = (desired, { sysctls }) =>
  plannedSysctls(desired).flatMap(([name, value]) => {
    const present = sysctls.get(name);
    return changed(
      'sysctl',
      name
        .replaceAll('/', '.')
        .replace(/^net\.(ipv[46])\.conf\.(.*)\.rp_filter$/, 'net.$1.conf.$2.rp_filter'),
      present ?? 'none',
      value,
    );
  });

/** What the next start of the host would bring up, where the host can keep anything at all. */
const bootDifferences: Of = (desired, { record, boot }) => {
  if (boot === 'cannot-keep') return [];
  if (record.planDigest === '') return [difference('boot', '+', 'kept for the next start of the host')];
  if (record.planDigest !== planDigest(desired))
    return [difference('boot', '~', 'what is kept for the next start of the host')];
  return boot === 'not-enabled'
    ? [difference('boot', '+', `peerway-${desired.interface.name}.service, enabled`)]
    : [];
};

const KINDS: readonly Of[] = [
  interfaceDifferences,
  addressDifferences,
  peerDifferences,
  routeDifferences,
  firewallDifferences,
  sysctlDifferences,
  bootDifferences,
];

/** Everything that a deploy would change; nothing when the gateway is as the plan has it. */
export const differences = (
  desired: DesiredGateway,
  live: LiveGateway,
  options: DifferenceOptions = { pruneForeignPeers: false },
): Difference[] => KINDS.flatMap((of) => of(desired, live, options));

/** What differs between a live gateway and the plan, line by line. No difference is invented: both are made canonical. */
import { sortedCidrs } from '../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { endpointText, isIp } from '../model/endpoint.ts';
import { type LiveGateway, type LivePeer, networksOf } from './live.ts';
import { foreignPeers, sysctlsFor } from './wanted.ts';

/** One thing that is not as it should be. `+` comes, `-` goes, `~` changes. */
export interface Difference {
  readonly what: 'interface' | 'address' | 'peer' | 'route' | 'firewall' | 'sysctl';
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
    ...desired.peers.flatMap((peer) => onePeer(peer, present.get(peer.publicKey))),
    ...live.peers
      .filter(({ publicKey }) => !wanted.has(publicKey) && !foreign.has(publicKey))
      .map(({ publicKey, allowedIps }) =>
        difference('peer', '-', `${publicKey}, AllowedIPs ${allowedIps.join(', ')}`),
      ),
  ];
};

function onePeer(wanted: DesiredPeer, present: LivePeer | undefined): Difference[] {
  const networks = wanted.allowedIps.join(', ');
  if (!present) return [difference('peer', '+', `${wanted.name}, AllowedIPs ${networks}`)];
  const told = (name: string): string => `${wanted.name} ${name}`;
  // What a peer with a handshake has for an endpoint is where it was heard from last: it may have moved.
  const comparable = wanted.endpoint && isIp(wanted.endpoint.host) && present.latestHandshake === 0;
  return [
    ...changed(
      'peer',
      told('AllowedIPs'),
      sortedCidrs(networksOf(present.allowedIps)).join(', '),
      sortedCidrs(wanted.allowedIps).join(', '),
    ),
    ...(present.presharedKey === 'same' ? [] : [difference('peer', '~', told('preshared key'))]),
    ...changed('peer', told('keepalive'), present.keepalive, wanted.keepalive ?? 0),
    ...(comparable && wanted.endpoint
      ? changed('peer', told('endpoint'), present.endpoint ?? 'none', endpointText(wanted.endpoint))
      : []),
  ];
}

const routeDifferences: Of = (desired, live) =>
  setDifference('route', desired.routes, networksOf(live.routes));

/** Both as nft writes them; counters are left out. */
const firewallDifferences: Of = (_, { table, wantedTable }) => {
  if (table.join('\n') === wantedTable.join('\n')) return [];
  if (table.length === 0) return [difference('firewall', '+', 'table inet peerway')];
  const told = [...setDifference('firewall', wantedTable.map(trimmed), table.map(trimmed))];
  return told.length > 0 ? told : [difference('firewall', '~', 'table inet peerway: the order of its rules')];
};

const trimmed = (line: string): string => line.trim();

const sysctlDifferences: Of = (desired, { sysctls }) =>
  sysctlsFor(desired).flatMap(([name, value]) => {
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

const KINDS: readonly Of[] = [
  interfaceDifferences,
  addressDifferences,
  peerDifferences,
  routeDifferences,
  firewallDifferences,
  sysctlDifferences,
];

/** Everything that a deploy would change; nothing when the gateway is as the plan has it. */
export const differences = (
  desired: DesiredGateway,
  live: LiveGateway,
  options: DifferenceOptions = { pruneForeignPeers: false },
): Difference[] => KINDS.flatMap((of) => of(desired, live, options));

/** Files sent to the agent with a task: the rendered plan, and values for the agent to compare or keep. */
import { createHash } from 'node:crypto';
import { familyOf } from '../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { nameless } from '../model/desired/nameless.ts';
import { endpointText, isIp } from '../model/endpoint.ts';
import { renderNftables } from '../render/nftables.ts';
import { hasNamedEndpoints, RESOLVE_TIMER } from '../render/resolve.ts';
import { renderWg } from '../render/wg.ts';
import { foreignPeers } from './foreign-peers.ts';
import type { LiveGateway } from './live-gateway.ts';
import { networkLines } from './network-lines.ts';
import { successorLines } from './successors.ts';

/** Returns kernel settings by path under /proc/sys: the same as in the rendered sysctl file. */
export const plannedSysctls = ({ interface: wg, families }: DesiredGateway): [string, string][] => [
  ['net/ipv4/ip_forward', '1'],
  ...(families.ipv6 ? [['net/ipv6/conf/all/forwarding', '1'] as [string, string]] : []),
  [`net/ipv4/conf/${wg.name}/rp_filter`, '2'],
];

/** Returns the files for `inspect`. The agent compares them with live values, so that live keys never leave the host. */
export const inspectFiles = (desired: DesiredGateway): Record<string, string> => ({
  'scratch.nft': dormant(firewallText(desired), desired.firewallTable),
  'firewall-table': lines([desired.firewallTable]),
  'preshared-keys': lines(
    desired.peers.map(({ publicKey, presharedKey }) => `${publicKey} ${presharedKey?.reveal() ?? '(none)'}`),
  ),
  networks: networkLines(desired),
  endpoints: lines(
    desired.peers.flatMap(({ endpoint }) =>
      endpoint && isIp(endpoint.host) ? [endpointText(endpoint)] : [],
    ),
  ),
});

const firewallText = (desired: DesiredGateway): string =>
  renderNftables(desired, { secrets: true })
    .files.map(({ text }) => text)
    .join('');

/** Renames the table and marks it dormant: nft can load and print it, but it never sees a packet. */
const dormant = (text: string, table: string): string =>
  text
    .replaceAll(`table inet ${table}`, 'table inet peerway_scratch')
    .replace('table inet peerway_scratch {', 'table inet peerway_scratch {\n\tflags dormant');

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

export interface StageOptions {
  readonly pruneForeignPeers: boolean;
  /** Keys change on both sides at once: sessions continue until the next handshake. */
  readonly keepSessions?: boolean;
}

/**
 * Returns the files for `stage`: everything that the tasks of a change need.
 * @param next  the `successors` of this gateway's peers
 */
export function stageFiles(
  desired: DesiredGateway,
  live: LiveGateway,
  options: StageOptions,
  next: readonly DesiredPeer[] = [],
): Record<string, string> {
  const addresses = addressesOf(desired);
  const stale = live.record.addresses.filter((address) => !addresses.includes(address));
  return {
    ...bootFiles(desired),
    'public-key': lines([desired.interface.publicKey]),
    'firewall-table': lines([desired.firewallTable]),
    neighbors: lines(desired.neighbors),
    'stale-addresses': lines(stale),
    ...(options.keepSessions ? { 'keep-sessions': '' } : {}),
    ...(next.length > 0 ? { successors: successorLines(next) } : {}),
    'foreign-peers': lines(options.pruneForeignPeers ? [] : foreignPeers(desired, live)),
    // If another change was confirmed since the inspection, the agent refuses this one.
    'expected-change': lines([live.record.change]),
    record: lines([
      ...addresses.map((address) => `address ${address}`),
      ...desired.peers.map(({ publicKey }) => `peer ${publicKey}`),
      ...desired.peers.flatMap(({ publicKey, endpoint }) =>
        endpoint ? [`endpoint ${publicKey} ${endpointText(endpoint)}`] : [],
      ),
      `plan ${planDigest(desired)}`,
    ]),
  };
}

const addressesOf = (desired: DesiredGateway): string[] =>
  desired.interface.addresses.map(({ ip, prefix }) => `${ip}/${prefix}`);

/** Returns the files that the gateway keeps for its next boot. Their names are part of the plan digest. */
function bootFiles(desired: DesiredGateway): Record<string, string> {
  const routes = (family: 4 | 6) => lines(desired.routes.filter((cidr) => familyOf(cidr) === family));
  return {
    wg: wireguardText(desired),
    'peerway.nft': firewallText(desired),
    mtu: `${desired.interface.mtu}\n`,
    addresses: lines(addressesOf(desired)),
    routes4: routes(4),
    routes6: routes(6),
    sysctls: lines(plannedSysctls(desired).map(([name, value]) => `${name} ${value}`)),
    'unit-file': unitFile(desired),
    'firewall-unit-file': firewallUnitFile(desired),
    ...(hasNamedEndpoints(desired)
      ? { 'resolve-unit-file': resolveUnitFile(desired), 'resolve-timer-file': resolveTimerFile(desired) }
      : {}),
  };
}

/**
 * Returns a digest of the boot files, to check if a gateway has them without reading them back. Names are only comments
 * there, so a rename does not change it.
 */
export const planDigest = (desired: DesiredGateway): string => digestOf(nameless(desired));

/** Returns true if the digest is that of the boot files, as this or an earlier peerway has recorded it. */
export const isPlanDigest = (desired: DesiredGateway, digest: string): boolean =>
  digest === planDigest(desired) || digest === digestOf(desired);

const digestOf = (desired: DesiredGateway): string =>
  createHash('sha256')
    .update(
      JSON.stringify(Object.entries(bootFiles(desired)).map(([name, text]) => [name, withoutComments(text)])),
    )
    .digest('hex');

/** A comment that is worded differently is no difference. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*#.*\n/gm, '');

/** If the private key is not in the plan, the agent fills it in on the host. */
const wireguardText = (desired: DesiredGateway): string =>
  renderWg(desired, { secrets: true })
    .files.map(({ text }) => text)
    .join('')
    .replace(/^PrivateKey = PUT-.*$/m, 'PrivateKey = ON-HOST');

/**
 * Returns the systemd unit. It starts before the network counts as online. It reloads with nftables.service, which
 * flushes all tables. It calls functions of the agent by name: do not rename those.
 */
const unitFile = ({ name, interface: wg }: DesiredGateway): string =>
  lines([
    '[Unit]',
    `Description=WireGuard tunnel ${wg.name} and firewall of gateway ${name}, by peerway`,
    'After=network-pre.target systemd-sysctl.service nftables.service',
    'Wants=network-pre.target',
    'Before=network-online.target',
    'PartOf=nftables.service',
    'ReloadPropagatedFrom=nftables.service',
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `ExecStart=${agentCommand(wg, 'boot')}`,
    `ExecReload=${agentCommand(wg, 'load_table')}`,
    'Restart=on-failure',
    'RestartSec=15',
    '',
    '[Install]',
    'WantedBy=multi-user.target nftables.service',
    `Also=peerway-${wg.name}.firewall.service`,
  ]);

/**
 * Returns the unit that loads the firewall whenever nftables.service starts. The other unit may be active already, when
 * starting nftables.service for the first time flushes all tables; this one is never active for long.
 */
const firewallUnitFile = ({ name, interface: wg }: DesiredGateway): string =>
  lines([
    '[Unit]',
    `Description=Firewall of gateway ${name} after a start of nftables.service, by peerway`,
    'After=nftables.service',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${agentCommand(wg, 'load_table')}`,
    '',
    '[Install]',
    'WantedBy=nftables.service',
  ]);

/** Returns the unit that resolves the host names of endpoints again; its timer starts it. */
const resolveUnitFile = ({ name, interface: wg }: DesiredGateway): string =>
  lines([
    '[Unit]',
    `Description=Host names of the endpoints of gateway ${name}, by peerway`,
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${agentCommand(wg, 'resolve')}`,
  ]);

const resolveTimerFile = ({ name }: DesiredGateway): string =>
  lines([
    '[Unit]',
    `Description=Host names of the endpoints of gateway ${name}, by peerway`,
    '',
    ...RESOLVE_TIMER,
  ]);

/** Returns the command of a unit that runs a function of the agent from the boot files. */
function agentCommand(
  { name }: DesiredGateway['interface'],
  task: 'boot' | 'load_table' | 'resolve',
): string {
  const folder = `/etc/peerway/${name}`;
  return `/bin/sh -c 'cd ${folder} || cd ${folder}.old || exit 1; . ./agent; WG=${name} ID=boot; places; ${task}'`;
}

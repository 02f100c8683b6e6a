/** What a gateway is sent: the plan's renders, as the files that the agent works with. */
import { createHash } from 'node:crypto';
import { familyOf, overlaps } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import { ROUTE_PROTOCOL } from '../render/iproute2.ts';
import { renderNftables } from '../render/nftables.ts';
import { renderWg } from '../render/wg.ts';
import { type LiveGateway, parseNetworks, routeDestination } from './live-gateway.ts';

/** Kernel settings by their path below /proc/sys; the same as those of the rendered file for sysctl. */
export const sysctlsFor = ({ interface: wg, families }: DesiredGateway): [string, string][] => [
  ['net/ipv4/ip_forward', '1'],
  ...(families.ipv6 ? [['net/ipv6/conf/all/forwarding', '1'] as [string, string]] : []),
  [`net/ipv4/conf/${wg.name}/rp_filter`, '2'],
];

/** Peers on the interface that neither the plan nor the last change knows: somebody else's. */
export function foreignPeers(desired: DesiredGateway, live: LiveGateway): string[] {
  const ours = new Set<string>([...desired.peers.map(({ publicKey }) => publicKey), ...live.record.peers]);
  return live.peers.map(({ publicKey }) => publicKey).filter((key) => !ours.has(key));
}

/** Routes of the host's own to the very networks that are to go through the tunnel. They are not ours to replace. */
export const routesTaken = (desired: DesiredGateway, { hostRoutes }: LiveGateway): string[] =>
  hostRoutes
    .map((line) => line.trim())
    .filter((line) => !` ${line} `.includes(` dev ${desired.interface.name} `))
    .flatMap((line) => {
      const network = routeDestination(line);
      if (!desired.routes.some((route) => route === network)) return [];
      const device = / dev (\S+)/.exec(line)?.[1] ?? '';
      return [
        line.includes(` proto ${ROUTE_PROTOCOL}`)
          ? `${network} still goes through ${device}, which peerway set up before: take that down first, ip link del ${device}`
          : `${network} has a route there that is not of peerway: ${line}`,
      ];
    });

/** Networks of the plan that somebody else's peer on the interface has: WireGuard would give them to one of the two. */
export const networksTaken = (desired: DesiredGateway, live: LiveGateway): string[] => {
  const foreign = new Set(foreignPeers(desired, live));
  return live.peers
    .filter(({ publicKey }) => foreign.has(publicKey))
    .flatMap(({ publicKey, allowedIps }) =>
      parseNetworks(allowedIps).flatMap((network) =>
        desired.peers
          .flatMap((peer) => peer.allowedIps)
          .filter((planned) => overlaps(planned, network))
          .map(
            (planned) =>
              `${planned} of the plan overlaps ${network} of the foreign peer ${publicKey}: --prune-foreign-peers takes it away`,
          ),
      ),
    );
};

/** What `look` compares with, without ever sending it back. */
export const inspectFiles = (desired: DesiredGateway): Record<string, string> => ({
  'scratch.nft': dormant(firewallText(desired)),
  preshared: lines(
    desired.peers.map(({ publicKey, presharedKey }) => `${publicKey} ${presharedKey.reveal()}`),
  ),
});

const firewallText = (desired: DesiredGateway): string =>
  renderNftables(desired, { secrets: true })
    .files.map(({ text }) => text)
    .join('');

/** The same table under another name and without hooks: nft writes it out, and no packet ever meets it. */
const dormant = (text: string): string =>
  text
    .replaceAll('table inet peerway', 'table inet peerway_scratch')
    .replace('table inet peerway_scratch {', 'table inet peerway_scratch {\n\tflags dormant');

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

export interface StageOptions {
  readonly pruneForeignPeers: boolean;
}

/** Everything that a change needs, for the agent's `stage`. */
export function stageFiles(
  desired: DesiredGateway,
  live: LiveGateway,
  options: StageOptions,
): Record<string, string> {
  const addresses = addressesOf(desired);
  const stale = live.record.addresses.filter((address) => !addresses.includes(address));
  return {
    ...keptFiles(desired),
    'public-key': lines([desired.interface.publicKey]),
    'stale-addresses': lines(stale),
    foreign: lines(options.pruneForeignPeers ? [] : foreignPeers(desired, live)),
    // A change that was confirmed since is not to be undone unseen.
    seen: lines([live.record.change]),
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

/** What the next start of the host is to find. */
function keptFiles(desired: DesiredGateway): Record<string, string> {
  const routes = (family: 4 | 6) => lines(desired.routes.filter((cidr) => familyOf(cidr) === family));
  return {
    wg: wireguardText(desired),
    'peerway.nft': firewallText(desired),
    mtu: `${desired.interface.mtu}\n`,
    addresses: lines(addressesOf(desired)),
    routes4: routes(4),
    routes6: routes(6),
    sysctls: lines(sysctlsFor(desired).map(([name, value]) => `${name} ${value}`)),
    'unit-file': unitFile(desired),
  };
}

/** Tells whether what a gateway keeps is this plan's, without sending it. */
export const planDigest = (desired: DesiredGateway): string =>
  createHash('sha256')
    .update(JSON.stringify(keptFiles(desired)))
    .digest('hex');

/** A key that the operator keeps is put in on the host, which has it. */
const wireguardText = (desired: DesiredGateway): string =>
  renderWg(desired, { secrets: true })
    .files.map(({ text }) => text)
    .join('')
    .replace(/^PrivateKey = PUT-.*$/m, 'PrivateKey = ON-HOST');

/**
 * After the network's links are there, before anybody relies on the network; again whenever nftables.service has
 * loaded its own tables, for which it flushes all.
 */
const unitFile = ({ name, interface: wg }: DesiredGateway): string => {
  const kept = `/etc/peerway/${wg.name}`;
  const agent = (task: string): string =>
    `/bin/sh -c 'cd ${kept} || cd ${kept}.old || exit 1; . ./agent; WG=${wg.name} ID=boot; places; ${task}'`;
  return lines([
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
    `ExecStart=${agent('boot')}`,
    `ExecReload=${agent('load_table')}`,
    'Restart=on-failure',
    'RestartSec=15',
    '',
    '[Install]',
    'WantedBy=multi-user.target nftables.service',
  ]);
};

/** NetworkManager, as a keyfile (nm-settings-keyfile(5)). It has no forwarding, no firewall and no MSS. */
import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { endpointText } from '../../model/endpoint.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { filesOf, guideLines } from './guide.ts';
import { addressText, headerLines, privateKeyNotes, privateKeyText, secretLines } from './parts.ts';
import { uuidOf } from './uuid.ts';

export function renderNetworkmanager(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'networkmanager');
  const { name: wg, listenPort, mtu } = desired.interface;
  const text = fileText([
    ...headerLines(desired, options, guideLines(desired, 'networkmanager')),
    '[connection]',
    `id=${idOf(desired)}`,
    `uuid=${uuidOf(`connection ${desired.name} ${wg}`)}`,
    'type=wireguard',
    'autoconnect=true',
    `interface-name=${wg}`,
    '',
    '[wireguard]',
    `listen-port=${listenPort}`,
    `mtu=${mtu}`,
    'peer-routes=true',
    ...secretLines(privateKeyText(desired), options, 'private key', (key) => [
      'private-key-flags=0',
      `private-key=${key}`,
    ]),
    ...desired.peers.flatMap((peer) => peerLines(peer, options)),
    ...familyLines(desired, 4),
    ...familyLines(desired, 6),
  ]);
  const undo = fileText([
    '#!/bin/sh',
    ...headerLines(desired, options, [
      `Device: NetworkManager. Run it as root. Deletes the connection of ${files.apply}, and the firewall if it is loaded.`,
    ]),
    `nmcli connection delete ${idOf(desired)}`,
    `nft delete table inet ${desired.firewallTable} 2>/dev/null || :`,
    `rm -f /etc/sysctl.d/${desired.firewallTable}.sysctl.conf`,
  ]);
  return {
    files: [{ name: files.apply, text }],
    undo: [{ name: files.undo, text: undo }],
    notes: [
      ...privateKeyNotes(desired, 'on the line of private-key'),
      ...(options.secrets
        ? [
            `NetworkManager has no firewall and no forwarding: add those with \`peerway gateway render ${desired.name} --format all --out ./${desired.name}\``,
          ]
        : []),
    ],
  };
}

const idOf = (desired: DesiredGateway): string => `peerway-${desired.interface.name}`;

/** The flags say that the key is in the file: by default, NetworkManager drops a preshared key when it writes the file. */
const peerLines = (peer: DesiredPeer, options: RenderOptions): string[] => [
  '',
  `# ${peer.name.replace(/[^ -~]/g, '_')}`,
  `[wireguard-peer.${peer.publicKey}]`,
  ...(peer.endpoint ? [`endpoint=${endpointText(peer.endpoint)}`] : []),
  ...secretLines(peer.presharedKey, options, 'preshared key', (key) => [
    'preshared-key-flags=0',
    `preshared-key=${key}`,
  ]),
  ...(peer.keepalive === undefined ? [] : [`persistent-keepalive=${peer.keepalive}`]),
  `allowed-ips=${peer.allowedIps.map((cidr: Cidr) => `${cidr};`).join('')}`,
];

/** A disabled family has no routes either, so that an interface without an IPv6 address gets a link-local one. */
function familyLines(
  { interface: { addresses }, families: { ipv6 } }: DesiredGateway,
  family: 4 | 6,
): string[] {
  const own = addresses.filter(({ ip }) => familyOf(ip) === family);
  const method = family === 6 && ipv6 ? 'link-local' : 'disabled';
  return [
    '',
    `[ipv${family}]`,
    ...own.map((address, index) => `address${index + 1}=${addressText(address)}`),
    `method=${own.length > 0 ? 'manual' : method}`,
  ];
}

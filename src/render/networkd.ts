/** The interface as systemd.netdev(5) and systemd.network(5) files. */
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import { ROUTE_PROTOCOL } from './iproute2.ts';
import {
  banner,
  fileText,
  type RenderedFile,
  type Rendering,
  type RenderOptions,
  secretLine,
} from './rendering.ts';

export function renderNetworkd(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { privateKey, name } = desired.interface;
  return {
    files: [netdev(desired, options), network(desired, options)],
    notes: privateKey
      ? []
      : [
          `peerway does not have the private key of ${desired.name}: put it in ${keyFile(name)}, where networkd reads it`,
        ],
  };
}

const keyFile = (wg: string): string => `/etc/wireguard/${wg}.key`;

function netdev(desired: DesiredGateway, options: RenderOptions): RenderedFile {
  const { name: wg, mtu, listenPort, privateKey } = desired.interface;
  const text = fileText([
    banner(desired, options),
    '# This file contains keys. It must have the owner root:systemd-network and the mode 0640.',
    '[NetDev]',
    `Name=${wg}`,
    'Kind=wireguard',
    `MTUBytes=${mtu}`,
    '',
    '[WireGuard]',
    privateKey ? secretLine('PrivateKey=', privateKey, options) : `PrivateKeyFile=${keyFile(wg)}`,
    `ListenPort=${listenPort}`,
    ...desired.peers.flatMap((peer) => peerSection(peer, options)),
  ]);
  return { name: `${wg}.netdev`, text };
}

const peerSection = (peer: DesiredPeer, options: RenderOptions): string[] => [
  '',
  `# ${peer.name}`,
  '[WireGuardPeer]',
  `PublicKey=${peer.publicKey}`,
  ...(peer.presharedKey ? [secretLine('PresharedKey=', peer.presharedKey, options)] : []),
  ...(peer.endpoint ? [`Endpoint=${endpointText(peer.endpoint)}`] : []),
  ...(peer.keepalive === undefined ? [] : [`PersistentKeepalive=${peer.keepalive}`]),
  `AllowedIPs=${peer.allowedIps.join(', ')}`,
];

/** Renders the network file. A tunnel is not a link, so it has no link-local addresses and no router advertisements. */
function network(desired: DesiredGateway, options: RenderOptions): RenderedFile {
  const { name: wg, addresses } = desired.interface;
  const text = fileText([
    banner(desired, options),
    '# networkd must be able to read this file. Set its mode to 0644.',
    '[Match]',
    `Name=${wg}`,
    '',
    '[Link]',
    'RequiredForOnline=no',
    '',
    '[Network]',
    'LinkLocalAddressing=no',
    'IPv6AcceptRA=no',
    ...addresses.map(({ ip, prefix }) => `Address=${ip}/${prefix}`),
    ...desired.routes.flatMap((cidr) => ['', '[Route]', `Destination=${cidr}`, `Protocol=${ROUTE_PROTOCOL}`]),
  ]);
  return { name: `${wg}.network`, text };
}

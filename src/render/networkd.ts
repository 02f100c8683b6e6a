/** systemd.netdev(5) and systemd.network(5) of the interface. */
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
      : [`the private key of ${desired.name} is yours: networkd reads it from ${keyFile(name)}`],
  };
}

const keyFile = (wg: string): string => `/etc/wireguard/${wg}.key`;

function netdev(desired: DesiredGateway, options: RenderOptions): RenderedFile {
  const { name: wg, mtu, listenPort, privateKey } = desired.interface;
  const text = fileText([
    banner(desired, options),
    '# Holds keys: networkd wants it owned by root:systemd-network with mode 0640.',
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
  secretLine('PresharedKey=', peer.presharedKey, options),
  ...(peer.endpoint ? [`Endpoint=${endpointText(peer.endpoint)}`] : []),
  ...(peer.keepalive === undefined ? [] : [`PersistentKeepalive=${peer.keepalive}`]),
  `AllowedIPs=${peer.allowedIps.join(', ')}`,
];

/** No link-local addresses and no router to listen to: the other end of the tunnel is no link. */
function network(desired: DesiredGateway, options: RenderOptions): RenderedFile {
  const { name: wg, addresses } = desired.interface;
  const text = fileText([
    banner(desired, options),
    '# networkd has to be able to read it: mode 0644 will do.',
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

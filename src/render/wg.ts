/** WireGuard configuration for `wg setconf` and `wg syncconf` (wg(8)), and for wg-quick(8). */
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import { banner, fileText, type Rendering, type RenderOptions, secretLine } from './rendering.ts';

/**
 * Returns the line of the private key. If the operator keeps the key, its value is one that all WireGuard tools reject:
 * without the line, `wg syncconf` would silently remove the key from the running interface.
 */
function privateKeyLine({ name, interface: { privateKey } }: DesiredGateway, options: RenderOptions): string {
  return privateKey
    ? secretLine('PrivateKey = ', privateKey, options)
    : `PrivateKey = PUT-THE-PRIVATE-KEY-OF-${name}-HERE`;
}

const privateKeyNotes = ({ name, interface: { privateKey } }: DesiredGateway): string[] =>
  privateKey
    ? []
    : [
        `peerway does not have the private key of ${name}: put it on the PrivateKey line before you use the file`,
      ];

function peerSection(peer: DesiredPeer, options: RenderOptions): string[] {
  return [
    '',
    `# ${peer.name}`,
    '[Peer]',
    `PublicKey = ${peer.publicKey}`,
    ...(peer.presharedKey ? [secretLine('PresharedKey = ', peer.presharedKey, options)] : []),
    ...(peer.endpoint ? [`Endpoint = ${endpointText(peer.endpoint)}`] : []),
    ...(peer.keepalive === undefined ? [] : [`PersistentKeepalive = ${peer.keepalive}`]),
    `AllowedIPs = ${peer.allowedIps.join(', ')}`,
  ];
}

function configText(desired: DesiredGateway, options: RenderOptions, extra: readonly string[]): string {
  return fileText([
    banner(desired, options),
    '[Interface]',
    ...extra,
    privateKeyLine(desired, options),
    `ListenPort = ${desired.interface.listenPort}`,
    ...desired.peers.flatMap((peer) => peerSection(peer, options)),
  ]);
}

export function renderWg(desired: DesiredGateway, options: RenderOptions): Rendering {
  const name = `${desired.interface.name}.setconf`;
  return { files: [{ name, text: configText(desired, options, []) }], notes: privateKeyNotes(desired) };
}

/**
 * Uses no hooks, since wg-quick would run them as root, through eval. wg-quick adds the routes of AllowedIPs itself.
 */
export function renderWgQuick(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { addresses, mtu, name } = desired.interface;
  const extra = [
    `Address = ${addresses.map(({ ip, prefix }) => `${ip}/${prefix}`).join(', ')}`,
    `MTU = ${mtu}`,
  ];
  const text = configText(desired, options, extra);
  return { files: [{ name: `${name}.conf`, text }], notes: privateKeyNotes(desired) };
}

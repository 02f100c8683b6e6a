/** WireGuard configuration as `wg setconf` and `wg syncconf` read it (wg(8)), and the same for wg-quick(8). */
import type { DesiredGateway, DesiredPeer } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import { banner, fileText, type Rendering, type RenderOptions, secretLine } from './rendering.ts';

/**
 * Where the operator keeps the private key, a value that every WireGuard tool refuses: with the line left out,
 * `wg syncconf` would take the key away from the running interface without a word.
 */
function privateKeyLine({ name, interface: { privateKey } }: DesiredGateway, options: RenderOptions): string {
  return privateKey
    ? secretLine('PrivateKey = ', privateKey, options)
    : `PrivateKey = PUT-THE-PRIVATE-KEY-OF-${name}-HERE`;
}

const privateKeyNotes = ({ name, interface: { privateKey } }: DesiredGateway): string[] =>
  privateKey
    ? []
    : [`the private key of ${name} is yours: put it on the PrivateKey line before the file is used`];

/** One [Peer] section. */
function peerSection(peer: DesiredPeer, options: RenderOptions): string[] {
  return [
    '',
    `# ${peer.name}`,
    '[Peer]',
    `PublicKey = ${peer.publicKey}`,
    secretLine('PresharedKey = ', peer.presharedKey, options),
    ...(peer.endpoint ? [`Endpoint = ${endpointText(peer.endpoint)}`] : []),
    ...(peer.keepalive === undefined ? [] : [`PersistentKeepalive = ${peer.keepalive}`]),
    `AllowedIPs = ${peer.allowedIps.join(', ')}`,
  ];
}

function configuration(desired: DesiredGateway, options: RenderOptions, extra: readonly string[]): string {
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
  return { files: [{ name, text: configuration(desired, options, []) }], notes: privateKeyNotes(desired) };
}

/** No hook of wg-quick is used: it runs them as root, through eval. It adds the routes of the AllowedIPs itself. */
export function renderWgQuick(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { addresses, mtu, name } = desired.interface;
  const extra = [
    `Address = ${addresses.map(({ ip, prefix }) => `${ip}/${prefix}`).join(', ')}`,
    `MTU = ${mtu}`,
  ];
  const text = configuration(desired, options, extra);
  return { files: [{ name: `${name}.conf`, text }], notes: privateKeyNotes(desired) };
}

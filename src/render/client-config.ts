import type { DesiredClient } from '../model/desired/client.ts';
import { endpointText } from '../model/endpoint.ts';
import { fileText } from './rendering.ts';

/** Renders a client's configuration for wg-quick(8) and the WireGuard apps, with its private key if it is known. */
export function renderClientConfig(desired: DesiredClient): string {
  return fileText([
    '[Interface]',
    `Address = ${desired.addresses.join(', ')}`,
    `MTU = ${desired.mtu}`,
    ...(desired.dns.length > 0 ? [`DNS = ${desired.dns.join(', ')}`] : []),
    `PrivateKey = ${desired.privateKey?.reveal() ?? 'PUT-THE-PRIVATE-KEY-OF-THIS-CLIENT-HERE'}`,
    '',
    '[Peer]',
    `PublicKey = ${desired.gatewayPublicKey}`,
    ...(desired.presharedKey ? [`PresharedKey = ${desired.presharedKey.reveal()}`] : []),
    `Endpoint = ${endpointText(desired.endpoint)}`,
    `PersistentKeepalive = ${desired.keepalive}`,
    `AllowedIPs = ${desired.allowedIps.join(', ')}`,
  ]);
}

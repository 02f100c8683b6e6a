import type { DesiredGateway } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import type { Secret } from '../model/secret.ts';
import { oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/** Renders the desired configuration itself, for other tools. Secret keys are null if they are hidden or unknown. */
export function renderJson(desired: DesiredGateway, { secrets }: RenderOptions): Rendering {
  const secretOrNull = (secret: Secret | undefined): string | null =>
    secret && secrets ? secret.reveal() : null;
  const { interface: wg, firewallTable: _table, neighbors: _neighbors, device, ...rest } = desired;
  const { name, ...others } = rest;
  const value = {
    name,
    device: device.name,
    deviceVersion: device.version ?? null,
    ...others,
    interface: {
      ...wg,
      privateKey: secretOrNull(wg.privateKey),
      addresses: wg.addresses.map(({ ip, prefix }) => `${ip}/${prefix}`),
    },
    peers: desired.peers.map(
      ({ remoteTunnels: _tunnels, remoteAddresses: _addresses, device: _device, ...peer }) => ({
        ...peer,
        presharedKey: secretOrNull(peer.presharedKey),
        endpoint: peer.endpoint ? endpointText(peer.endpoint) : null,
        keepalive: peer.keepalive ?? null,
      }),
    ),
  };
  return oneFile(`${wg.name}.json`, `${JSON.stringify(value, null, 2)}\n`);
}

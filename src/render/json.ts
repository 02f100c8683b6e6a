import type { DesiredGateway } from '../model/desired/gateway.ts';
import { endpointText } from '../model/endpoint.ts';
import type { Secret } from '../model/secret.ts';
import { oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/** The desired state itself, for other tools. Keys are null where they are not shown or not known. */
export function renderJson(desired: DesiredGateway, { secrets }: RenderOptions): Rendering {
  const shown = (secret: Secret | undefined): string | null => (secret && secrets ? secret.reveal() : null);
  const { interface: wg, ...rest } = desired;
  const value = {
    ...rest,
    interface: {
      ...wg,
      privateKey: shown(wg.privateKey),
      addresses: wg.addresses.map(({ ip, prefix }) => `${ip}/${prefix}`),
    },
    peers: desired.peers.map((peer) => ({
      ...peer,
      presharedKey: shown(peer.presharedKey),
      endpoint: peer.endpoint ? endpointText(peer.endpoint) : null,
      keepalive: peer.keepalive ?? null,
    })),
  };
  return oneFile(`${wg.name}.json`, `${JSON.stringify(value, null, 2)}\n`);
}

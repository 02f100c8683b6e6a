/** Finds links towards endpoints that are too small for the packets of the tunnel. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { OVERHEAD } from '../model/rules/mtu.ts';
import type { LiveGateway } from './live-gateway.ts';

/** Returns a line for each link whose MTU is less than that of the tunnel and the overhead of WireGuard. */
export function tightLinks(desired: DesiredGateway, live: LiveGateway): string[] {
  const { name, mtu } = desired.interface;
  const peers = peersByAddress(desired, live);
  const links = new Map<string, { device: string; linkMtu: number; names: Set<string> }>();
  for (const { address, device, mtu: linkMtu } of live.paths.mtus) {
    const peer = peers.get(address);
    if (peer === undefined || device === name || linkMtu >= mtu + OVERHEAD) continue;
    const key = `${device} ${linkMtu}`;
    const link = links.get(key) ?? { device, linkMtu, names: new Set() };
    links.set(key, link);
    link.names.add(peer);
  }
  return [...links.values()].map(
    ({ device, linkMtu, names }) =>
      `the MTU ${mtu} of ${name} and ${OVERHEAD} bytes of WireGuard exceed the MTU ${linkMtu} of ${device} towards ${listed([...names])}: run \`peerway gateway update ${desired.name} --line-mtu ${linkMtu}\`, then deploy`,
  );
}

/** Peers that one line names at most. */
const MOST_NAMED = 3;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more peers`;

/** The planned peers by the addresses at which they are now, or should be. */
function peersByAddress(desired: DesiredGateway, live: LiveGateway): ReadonlyMap<string, string> {
  const byKey = new Map<string, string>(desired.peers.map(({ publicKey, name }) => [publicKey, name]));
  return new Map([
    ...live.peers.flatMap(({ publicKey, endpoint = '' }): [string, string][] => {
      const peer = byKey.get(publicKey);
      return peer === undefined ? [] : [[endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''), peer]];
    }),
    ...desired.peers.flatMap(({ name, endpoint }): [string, string][] =>
      endpoint ? [[endpoint.host, name]] : [],
    ),
  ]);
}

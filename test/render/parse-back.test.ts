import { describe, expect, test } from 'vitest';
import { type DesiredGateway, desiredGateway } from '../../src/model/desired/gateway.ts';
import { endpointText } from '../../src/model/endpoint.ts';
import type { State } from '../../src/model/state.ts';
import type { FormatName } from '../../src/render/format-names.ts';
import { render } from '../../src/render/formats.ts';
import { dualStack, onePeering, threePeerings } from '../support/plans.ts';

type Section = { readonly title: string; readonly values: Readonly<Record<string, string[]>> };

/** Returns the sections of an INI file in order. A repeated key has several values. */
function sectionsOf(text: string): Section[] {
  const sections: { title: string; values: Record<string, string[]> }[] = [];
  for (const line of text.split('\n')) {
    const title = /^\[(.*)\]$/.exec(line)?.[1];
    const pair = /^(\w+) ?= ?(.*)$/.exec(line);
    if (title) sections.push({ title, values: {} });
    else if (pair?.[1] && pair[2] !== undefined) {
      const values = sections.at(-1)?.values ?? {};
      values[pair[1]] = [...(values[pair[1]] ?? []), pair[2]];
    } else expect(line).toMatch(/^(#.*)?$/);
  }
  return sections;
}

const titled = (sections: Section[], title: string): Readonly<Record<string, string[]>>[] =>
  sections.filter((section) => section.title === title).map(({ values }) => values);

/** Returns the peers of a gateway with the key names of wg(8). */
const peersOf = (desired: DesiredGateway) =>
  desired.peers.map((peer) => ({
    PublicKey: [peer.publicKey],
    ...(peer.presharedKey ? { PresharedKey: [peer.presharedKey.reveal()] } : {}),
    ...(peer.endpoint ? { Endpoint: [endpointText(peer.endpoint)] } : {}),
    ...(peer.keepalive ? { PersistentKeepalive: [String(peer.keepalive)] } : {}),
    AllowedIPs: [peer.allowedIps.join(', ')],
  }));

const texts = (desired: DesiredGateway, format: FormatName): string[] =>
  render(desired, format, { secrets: true }).files.map(({ text }) => text);

const addressesOf = ({ interface: { addresses } }: DesiredGateway): string[] =>
  addresses.map(({ ip, prefix }) => `${ip}/${prefix}`);

describe.each([
  ['one peering', onePeering, 'seoul'],
  ['three peerings with clients', threePeerings, 'seoul'],
  ['dual stack', dualStack, 'berlin'],
] as [string, () => State, string][])('parsed back, %s', (_, plan, gateway) => {
  const desired = desiredGateway(plan(), gateway);
  const { interface: wg } = desired;
  const key = { PrivateKey: [wg.privateKey?.reveal()], ListenPort: [String(wg.listenPort)] };

  test('the wg file has the desired interface and peers', () => {
    const sections = sectionsOf(texts(desired, 'wg').join(''));
    expect(titled(sections, 'Interface')).toEqual([key]);
    expect(titled(sections, 'Peer')).toEqual(peersOf(desired));
  });

  test('the wg-quick file also has the addresses and the MTU, and no hooks', () => {
    const sections = sectionsOf(texts(desired, 'wg-quick').join(''));
    const more = { Address: [addressesOf(desired).join(', ')], MTU: [String(wg.mtu)] };
    expect(titled(sections, 'Interface')).toEqual([{ ...more, ...key }]);
    expect(titled(sections, 'Peer')).toEqual(peersOf(desired));
  });

  test('the networkd files have the interface, the peers, the addresses and the routes', () => {
    const [netdev = '', network = ''] = texts(desired, 'networkd');
    expect(titled(sectionsOf(netdev), 'NetDev')).toEqual([
      { Name: [wg.name], Kind: ['wireguard'], MTUBytes: [String(wg.mtu)] },
    ]);
    expect(titled(sectionsOf(netdev), 'WireGuard')).toEqual([key]);
    expect(titled(sectionsOf(netdev), 'WireGuardPeer')).toEqual(peersOf(desired));
    expect(titled(sectionsOf(network), 'Network')).toEqual([
      { LinkLocalAddressing: ['no'], IPv6AcceptRA: ['no'], Address: addressesOf(desired) },
    ]);
    const routes = titled(sectionsOf(network), 'Route').flatMap((route) => route['Destination']);
    expect(routes).toEqual(desired.routes);
  });
});

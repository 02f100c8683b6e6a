import { describe, expect, test } from 'vitest';
import { hostCidr } from '../../../src/model/address/cidr.ts';
import { type DesiredGateway, desiredGateway } from '../../../src/model/desired/gateway.ts';
import type { DeviceName } from '../../../src/model/device.ts';
import { render } from '../../../src/render/formats.ts';
import { onDevice } from '../../support/device-plans.ts';
import { threePeerings } from '../../support/plans.ts';
import { randomFrom, SEED } from '../../support/random.ts';
import { openwrtFirewall, parseOpenwrt } from './openwrt-parser.ts';
import { parseOpnsense, parsePfsense, pfFirewall } from './pf-parser.ts';
import {
  expectedForward,
  expectedInput,
  type Firewall,
  inputProbesOf,
  isIn,
  type Probe,
  probesOf,
  withNetworks,
} from './probes.ts';
import { parseRouteros, routerosFirewall } from './routeros-parser.ts';
import { parseVyos, vyosFirewall } from './vyos-parser.ts';

const textOf = (desired: DesiredGateway, device: Exclude<DeviceName, 'linux'>): string =>
  render(desired, device, { secrets: true }).files[0]?.text ?? '';

const FIREWALLS: readonly (readonly [Exclude<DeviceName, 'linux'>, (desired: DesiredGateway) => Firewall])[] =
  [
    [
      'vyos',
      (one) => vyosFirewall(parseVyos(textOf(one, 'vyos')), one.interface.name, one.interface.listenPort),
    ],
    [
      'routeros',
      (one) =>
        routerosFirewall(
          parseRouteros(textOf(one, 'routeros')),
          one.interface.name,
          one.interface.listenPort,
        ),
    ],
    [
      'openwrt',
      (one) =>
        openwrtFirewall(parseOpenwrt(textOf(one, 'openwrt')), one.interface.name, one.interface.listenPort),
    ],
    ['opnsense', (one) => pfFirewall(parseOpnsense(textOf(one, 'opnsense')))],
    ['pfsense', (one) => pfFirewall(parsePfsense(textOf(one, 'pfsense')))],
  ];

/** Everything behind the tunnel. */
const behindOf = ({
  firewall: { peeredVpcs, peeredTunnels, clients, foreign },
}: DesiredGateway): string[] => [...peeredVpcs, ...peeredTunnels, ...clients.map(hostCidr), ...foreign];

/**
 * Returns whether a packet can arrive and leave. The rules of pf see only one interface at a time, so that they leave
 * other sources and destinations to AllowedIPs and to the routes of the tunnel, which is always up.
 */
function isRouted(desired: DesiredGateway, { enters, leaves, source, destination }: Probe): boolean {
  const { clients, foreign } = desired.firewall;
  const isBehind = isIn(destination, behindOf(desired));
  const isConnected = isIn(destination, [...clients.map(hostCidr), ...foreign]);
  return (
    (enters === 'lan' || isIn(source, behindOf(desired))) && (leaves === 'tunnel' ? isBehind : !isConnected)
  );
}

describe.each(FIREWALLS)('the firewall of %s', (device, firewallOf) => {
  const desired = desiredGateway(onDevice(threePeerings(), 'seoul', device), 'seoul');
  const gateways = [
    desired,
    ...Array.from({ length: 25 }, (_, at) => withNetworks(desired, randomFrom(SEED + at).below)),
  ];
  const isPf = device.endsWith('sense');

  test(`forwards exactly the flows of random gateways (seed ${SEED})`, () => {
    for (const gateway of gateways) {
      const firewall = firewallOf(gateway);
      const different = probesOf(gateway)
        .filter((probe) => !isPf || isRouted(gateway, probe))
        .map((probe) => ({ ...probe, is: firewall.forward(probe), should: expectedForward(gateway, probe) }))
        // pf also drops spoofed sources that do not touch the tunnel.
        .filter(({ is, should, source }) =>
          isPf && should === 'ignore' ? is === 'drop' && !isIn(source, behindOf(gateway)) : is !== should,
        );
      expect(different.slice(0, 3), JSON.stringify(gateway.firewall)).toEqual([]);
    }
  });

  test(`lets only echo requests and trusted networks reach the gateway from the tunnel (seed ${SEED})`, () => {
    for (const gateway of gateways) {
      const firewall = firewallOf(gateway);
      const different = inputProbesOf(gateway)
        // pf lets WireGuard itself in from every interface, and drops spoofed sources on all others.
        .filter(
          ({ enters, source, kind }) =>
            !isPf || (isIn(source, behindOf(gateway)) === (enters === 'tunnel') && kind !== 'udp-listen'),
        )
        .map((packet) => ({ ...packet, is: firewall.input(packet), should: expectedInput(gateway, packet) }))
        .filter(({ is, should }) => is !== should);
      expect(different.slice(0, 3), JSON.stringify(gateway.firewall)).toEqual([]);
    }
  });
});

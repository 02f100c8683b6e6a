/** Everything that a gateway needs, in plain words, for a device that peerway does not know. */
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { endpointText } from '../../model/endpoint.ts';
import type { Rendering, RenderOptions } from '../rendering.ts';
import { familiesOf, firewallOf } from './firewall.ts';
import { filesOf } from './guide.ts';
import { addressText, presharedKeyField, privateKeyNotes, privateKeyText, secretText } from './parts.ts';
import { type Step, stepsText, undoStepsText } from './steps.ts';

export function renderGeneric(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'generic');
  const steps: Step[] = [
    interfaceStep(desired, options),
    ...desired.peers.map((peer) => peerStep(peer, options)),
    { title: `Routes through ${wgOf(desired)}`, fields: desired.routes.map((cidr) => ['Route', cidr]) },
    ...forwardSteps(desired),
    inputStep(desired),
    settingsStep(desired),
  ];
  const undo: Step[] = [
    { title: 'Remove the interface with its addresses and peers', fields: [['Interface', wgOf(desired)]] },
    { title: 'Remove the routes', fields: desired.routes.map((cidr) => ['Route', cidr]) },
    {
      title: 'Remove the firewall rules that name the interface or its port',
      fields: [['UDP port', String(desired.interface.listenPort)]],
    },
  ];
  return {
    files: [{ name: files.apply, text: stepsText(desired, options, 'generic', filled(steps)) }],
    undo: [{ name: files.undo, text: undoStepsText(desired, options, filled(undo)) }],
    notes: privateKeyNotes(desired, 'into the interface'),
  };
}

const filled = (steps: readonly Step[]): Step[] => steps.filter(({ fields }) => fields.length > 0);

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

const interfaceStep = (desired: DesiredGateway, options: RenderOptions): Step => ({
  title: 'WireGuard interface',
  fields: [
    ['Interface', wgOf(desired)],
    ['Private key', secretText(privateKeyText(desired), options)],
    ['Public key', desired.interface.publicKey],
    ['Listen port', `UDP ${desired.interface.listenPort}`],
    ['MTU', String(desired.interface.mtu)],
    ...desired.interface.addresses.map((address) => ['Address', addressText(address)] as const),
  ],
});

const peerStep = (peer: DesiredPeer, options: RenderOptions): Step => ({
  title: `Peer ${peer.name}`,
  fields: [
    ['Public key', peer.publicKey],
    ...presharedKeyField('Preshared key', peer, options),
    ...(peer.endpoint ? ([['Endpoint', endpointText(peer.endpoint)]] as const) : []),
    ...(peer.keepalive === undefined
      ? []
      : ([['Persistent keepalive', `${peer.keepalive} seconds`]] as const)),
    ...peer.allowedIps.map((cidr) => ['Allowed IPs', cidr] as const),
  ],
});

/** Two steps: the sets of networks, and the rules in their order, with a default at the end. */
function forwardSteps(desired: DesiredGateway): Step[] {
  const { used, flows, has } = firewallOf(desired, familiesOf(desired));
  const wg = wgOf(desired);
  const side = (kind: 'tunnel' | 'lan', preposition: string): string =>
    `${preposition} ${kind === 'tunnel' ? '' : 'not '}${wg}`;
  return [
    {
      title: 'Networks that the rules below name',
      fields: used('remote').flatMap(({ name, cidrs }) => cidrs.map((cidr) => [name, cidr] as const)),
    },
    {
      title: 'Firewall rules for forwarded traffic; the first one that matches decides',
      fields: [
        ...(has('remote') ? ([['Drop', `to remote, out not ${wg}`]] as const) : []),
        ['Ignore', `in not ${wg}, out not ${wg}`],
        ['Allow', 'replies (established, related)'],
        ...flows.map(
          ({ from, to, enters, leaves }) =>
            ['Allow', `from ${from} to ${to}, ${side(enters, 'in')}, ${side(leaves, 'out')}`] as const,
        ),
        ['Drop', 'everything else'],
      ],
    },
  ];
}

const inputStep = (desired: DesiredGateway): Step => {
  const wg = wgOf(desired);
  return {
    title: 'Firewall rules for traffic to the device itself; the first one that matches decides',
    fields: [
      ['Allow', `UDP port ${desired.interface.listenPort}, in not ${wg}`],
      ['Ignore', `in not ${wg}`],
      ['Allow', 'replies (established, related)'],
      ['Allow', 'echo requests'],
      ...firewallOf(desired, familiesOf(desired)).trusted.map((name) => ['Allow', `from ${name}`] as const),
      ['Drop', 'everything else'],
    ],
  };
};

const settingsStep = (desired: DesiredGateway): Step => ({
  title: 'Other settings',
  fields: [
    ['Forwarding', desired.families.ipv6 ? 'on, for IPv4 and IPv6' : 'on'],
    [
      'TCP segment size',
      `clamped to the path MTU in both directions, or ${desired.interface.mtu - (desired.families.ipv6 ? 60 : 40)}`,
    ],
    ['NAT', 'none between these networks: traffic keeps its source address'],
    ['Reverse path filter', `off or loose on ${wgOf(desired)}`],
  ],
});

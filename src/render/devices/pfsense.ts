/**
 * pfSense with the package WireGuard, as numbered steps: it has no official API, and restoring a part of its
 * configuration replaces whole sections.
 */
import { type Cidr, familyOf, type Ip, prefixOf } from '../../model/address/cidr.ts';
import { gatewayAddress } from '../../model/address/pool.ts';
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import type { Rendering, RenderOptions } from '../rendering.ts';
import { type Family, familiesOf, firewallOf } from './firewall.ts';
import { filesOf } from './guide.ts';
import {
  addressText,
  description,
  markOf,
  presharedKeyField,
  privateKeyNotes,
  privateKeyText,
  secretText,
  usableEndpoint,
} from './parts.ts';
import { type PfAddress, type PfRule, pfRules } from './pf-rules.ts';
import { type Step, stepsText, undoStepsText } from './steps.ts';

export function renderPfsense(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'pfsense');
  const steps = [
    tunnelStep(desired, options),
    ...desired.peers.map((peer) => peerStep(desired, peer, options)),
    ...interfaceSteps(desired),
    ...routeSteps(desired),
    ...aliasSteps(desired),
    ...ruleSteps(desired),
    ...natSteps(desired),
  ];
  return {
    files: [{ name: files.apply, text: stepsText(desired, options, 'pfsense', steps) }],
    undo: [{ name: files.undo, text: undoStepsText(desired, options, undoSteps(desired)) }],
    notes: privateKeyNotes(desired, 'in the field Interface Keys'),
  };
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

/** The name of the assigned interface, its gateways and its aliases: letters, digits and underscores. */
const ownName = (desired: DesiredGateway, name = ''): string =>
  `peerway_${wgOf(desired)}${name === '' ? '' : `_${name}`}`;

const tunnelStep = (desired: DesiredGateway, options: RenderOptions): Step => ({
  title: 'VPN > WireGuard > Tunnels > Add Tunnel',
  fields: [
    ['Enable', 'yes'],
    ['Description', description(`${markOf(desired)} of ${desired.name}`)],
    ['Tunnel name', `${wgOf(desired)}; pfSense numbers them itself, so compare it after saving`],
    ['Listen Port', String(desired.interface.listenPort)],
    ['Interface Keys', secretText(privateKeyText(desired), options)],
    ['Public key, to compare', desired.interface.publicKey],
  ],
});

function peerStep(desired: DesiredGateway, peer: DesiredPeer, options: RenderOptions): Step {
  const endpoint = usableEndpoint(desired, peer);
  return {
    title: 'VPN > WireGuard > Peers > Add Peer',
    fields: [
      ['Enable', 'yes'],
      ['Tunnel', wgOf(desired)],
      ['Description', description(`${markOf(desired)} ${peer.name}`)],
      ['Dynamic Endpoint', endpoint ? 'no' : 'yes'],
      ...(endpoint
        ? ([
            ['Endpoint', endpoint.host],
            ['Endpoint Port', String(endpoint.port)],
          ] as const)
        : []),
      ...(peer.keepalive === undefined ? [] : ([['Keep Alive', String(peer.keepalive)]] as const)),
      ['Public Key', peer.publicKey],
      ...presharedKeyField('Pre-shared Key', peer, options),
      ...peer.allowedIps.map((cidr) => ['Allowed IPs', cidr] as const),
    ],
  };
}

function interfaceSteps(desired: DesiredGateway): Step[] {
  const { addresses, mtu } = desired.interface;
  // The interface page has one address of each family; the others are virtual addresses.
  const main = familiesOf(desired).flatMap(
    (family) => addresses.find(({ ip }) => familyOf(ip) === family) ?? [],
  );
  const others = addresses.filter((address) => !main.includes(address));
  return [
    { title: 'VPN > WireGuard > Settings', fields: [['Enable WireGuard', 'yes']] },
    {
      title: 'Interfaces > Assignments: add the tunnel, and open its page',
      fields: [
        ['Network port', wgOf(desired)],
        ['Enable', 'yes'],
        ['Description', ownName(desired)],
        ...main.flatMap((address) => {
          const name = `IPv${familyOf(address.ip)}`;
          return [
            [`${name} Configuration Type`, `Static ${name}`],
            [`${name} Address`, addressText(address)],
          ] as const;
        }),
        ['MTU', String(mtu)],
        ['MSS', String(mtu)],
      ],
    },
    ...others.map(
      (address): Step => ({
        title: 'Firewall > Virtual IPs > Add',
        fields: [
          ['Type', 'IP Alias'],
          ['Interface', ownName(desired)],
          ['Address', addressText(address)],
          ['Description', markOf(desired)],
        ],
      }),
    ),
  ];
}

interface PfGateway {
  readonly name: string;
  readonly family: Family;
  /** Any address behind the tunnel: WireGuard chooses the peer by the destination. */
  readonly ip: Ip;
}

/** Returns one gateway for each family of the routes. */
function gateways(desired: DesiredGateway): PfGateway[] {
  return familiesOf(desired).flatMap((family) => {
    const isOf = (cidr: Cidr): boolean => familyOf(cidr) === family;
    const tunnel = desired.peers.flatMap(({ remoteTunnels }) => remoteTunnels).find(isOf);
    const network = tunnel ?? desired.routes.find(isOf);
    return network ? [{ name: ownName(desired, `v${family}`), family, ip: gatewayAddress(network) }] : [];
  });
}

const routeSteps = (desired: DesiredGateway): Step[] =>
  gateways(desired).flatMap(({ name, family, ip }): Step[] => [
    {
      title: 'System > Routing > Gateways > Add',
      fields: [
        ['Interface', ownName(desired)],
        ['Address Family', `IPv${family}`],
        ['Name', name],
        ['Gateway', ip],
        ['Gateway Monitoring', 'disabled'],
        ['Use non-local gateway', 'yes'],
        ['Description', markOf(desired)],
      ],
    },
    {
      title: 'System > Routing > Static Routes > Add, one for each network',
      fields: [
        ['Gateway', name],
        ['Description', markOf(desired)],
        ...desired.routes
          .filter((cidr) => familyOf(cidr) === family)
          .map((cidr) => ['Destination network', cidr] as const),
      ],
    },
  ]);

const aliasSteps = (desired: DesiredGateway): Step[] =>
  firewallOf(desired, familiesOf(desired))
    .used('remote', 'kept', 'behind')
    .map(({ name, cidrs }) => ({
      title: 'Firewall > Aliases > Import',
      fields: [
        ['Alias Name', ownName(desired, name)],
        ['Description', markOf(desired)],
        ...cidrs.map(
          (cidr) =>
            [prefixOf(cidr) === (familyOf(cidr) === 4 ? 32 : 128) ? 'Host' : 'Network', cidr] as const,
        ),
      ],
    }));

const INTERFACES: Readonly<Record<Exclude<PfRule['on'], 'tunnel'>, string>> = {
  any: 'WAN',
  'not-tunnel': 'every interface except the tunnel',
  lan: 'LAN, or the interface of the VPC',
};

/** The order counts: the first rule with Quick that matches decides. */
const ruleSteps = (desired: DesiredGateway): Step[] =>
  pfRules(desired).map((rule, index) => ({
    title: `Firewall > Rules > Floating > Add, below the one before: rule ${index + 1}`,
    fields: [
      ['Action', rule.action === 'pass' ? 'Pass' : 'Block'],
      ['Quick', 'yes'],
      ['Interface', rule.on === 'tunnel' ? ownName(desired) : INTERFACES[rule.on]],
      ['Direction', rule.direction],
      ['Address Family', rule.family === undefined ? 'IPv4+IPv6' : `IPv${rule.family}`],
      ...protocolFields(rule),
      ['Source', addressText_(desired, rule.from)],
      ['Destination', addressText_(desired, rule.to)],
      ...(rule.port === undefined ? [] : ([['Destination Port', String(rule.port)]] as const)),
      ['Description', markOf(desired)],
    ],
  }));

function protocolFields({ protocol }: PfRule): (readonly [string, string])[] {
  if (protocol === 'any') return [['Protocol', 'Any']];
  if (protocol === 'udp') return [['Protocol', 'UDP']];
  return [
    ['Protocol', 'ICMP'],
    ['ICMP Subtypes', 'Echo request'],
  ];
}

function addressText_(desired: DesiredGateway, address: PfAddress): string {
  if (address === 'any') return 'Any';
  return address === 'self' ? 'This Firewall (self)' : `Alias ${ownName(desired, address)}`;
}

const natSteps = (desired: DesiredGateway): Step[] =>
  firewallOf(desired, familiesOf(desired)).has('kept')
    ? [
        {
          title: 'Firewall > NAT > Outbound: two rules before all others, unless the mode is Automatic',
          fields: [
            ['Do not NAT', `yes, for sources Alias ${ownName(desired, 'kept')}`],
            ['Do not NAT', `yes, for destinations Alias ${ownName(desired, 'kept')}`],
          ],
        },
      ]
    : [];

const undoSteps = (desired: DesiredGateway): Step[] =>
  [
    'Firewall > Rules > Floating',
    'Firewall > NAT > Outbound',
    'System > Routing > Static Routes',
    'System > Routing > Gateways',
    'Firewall > Virtual IPs',
    'Firewall > Aliases',
    'Interfaces > Assignments',
    'VPN > WireGuard > Peers',
    'VPN > WireGuard > Tunnels',
  ].map((page) => ({
    title: page,
    fields: [
      [
        'Delete',
        `everything whose name or description begins with ${markOf(desired)} or ${ownName(desired)}`,
      ],
    ],
  }));

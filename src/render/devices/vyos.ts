/**
 * VyOS 1.4 and 1.5, as lines for a session in configuration mode (vyos-1x, interface-definitions). All own nodes are
 * deleted first: a commit applies only the difference.
 */
import { validationError } from '../../errors.ts';
import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { isIp } from '../../model/endpoint.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { type Family, familiesOf, firewallOf, type SetFlow, type SetName } from './firewall.ts';
import { filesOf, guideLines } from './guide.ts';
import {
  addressText,
  description,
  endpointNotes,
  headerLines,
  markOf,
  privateKeyNotes,
  privateKeyText,
  secretLines,
  usableEndpoint,
} from './parts.ts';

/** Words of the configuration for a family. */
const WORDS = {
  4: { ip: 'ipv4', group: 'network-group', route: 'route', icmp: 'icmp', nat: 'nat' },
  6: { ip: 'ipv6', group: 'ipv6-network-group', route: 'route6', icmp: 'icmpv6', nat: 'nat66' },
} as const;

export function renderVyos(desired: DesiredGateway, options: RenderOptions): Rendering {
  if (desired.peers.length === 0)
    throw validationError(
      'no-peers',
      `VyOS rejects a WireGuard interface without peers, and gateway ${desired.name} has none`,
      `run \`peerway peering create ${desired.name} <gateway>\` first`,
    );
  const files = filesOf(desired, 'vyos');
  const families = familiesOf(desired);
  const routes = desired.routes.map((cidr) => `protocols static ${routeOf(cidr)} interface ${wgOf(desired)}`);
  const own = ownNodes(desired);
  const text = fileText([
    ...headerLines(desired, options, [
      ...guideLines(desired, 'vyos'),
      `Rule ${ruleNumber(desired)} of the forward and input filters and rules ${natRules(desired).join(' and ')} of the source NAT are for peerway: before all others.`,
      `To find routes of deleted peerings, run \`show configuration commands | match ${wgOf(desired)}\`.`,
    ]),
    ...(options.secrets ? own.map((node) => `delete ${node}`) : []),
    ...interfaceLines(desired),
    ...secretLines(privateKeyText(desired), options, 'private key', (key) => [
      set(`interfaces wireguard ${wgOf(desired)} private-key`, key),
    ]),
    ...desired.peers.flatMap((peer) => peerLines(desired, peer, options)),
    ...routes.map((route) => `set ${route}`),
    ...families.flatMap((family) => firewallLines(desired, family)),
  ]);
  const undo = fileText([
    ...headerLines(desired, options, [
      `Device: VyOS. Paste in configuration mode, and commit. Removes what ${files.apply} has set.`,
    ]),
    ...routes.map((route) => `delete ${route}`),
    ...own.map((node) => `delete ${node}`),
  ]);
  return {
    files: [{ name: files.apply, text }],
    undo: [{ name: files.undo, text: undo }],
    notes: [...privateKeyNotes(desired, `on the line of private-key`), ...endpointNotes(desired)],
  };
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

/** Returns a line that sets a value, in single quotes as `show configuration commands` prints it. */
const set = (path: string, value: string | number): string => `set ${path} '${value}'`;

const routeOf = (cidr: Cidr): string => `${WORDS[familyOf(cidr)].route} ${cidr}`;

/** The number of the first rule: each interface has its own. */
const ruleNumber = (desired: DesiredGateway): number => 1 + Number(wgOf(desired).slice(2));

/** The numbers of the source NAT's rules: towards the tunnel, and from it. */
const natRules = (desired: DesiredGateway): [number, number] => [
  2 * ruleNumber(desired) - 1,
  2 * ruleNumber(desired),
];

const chain = (desired: DesiredGateway, hook: 'forward' | 'input'): string =>
  `peerway-${wgOf(desired)}-${hook}`;

const group = (desired: DesiredGateway, name: SetName): string => `peerway-${wgOf(desired)}-${name}`;

/** The nodes that belong to peerway alone, apart from its routes. Rules are deleted before the chains they jump to. */
const ownNodes = (desired: DesiredGateway): string[] => [
  ...familiesOf(desired).flatMap((family) => {
    const { ip, nat } = WORDS[family];
    return [
      ...(['forward', 'input'] as const).map(
        (hook) => `firewall ${ip} ${hook} filter rule ${ruleNumber(desired)}`,
      ),
      ...(['forward', 'input'] as const).map((hook) => `firewall ${ip} name ${chain(desired, hook)}`),
      ...natRules(desired).map((number) => `${nat} source rule ${number}`),
      ...firewallOf(desired, [family])
        .used('remote', 'kept')
        .map(({ name }) => `firewall group ${WORDS[family].group} ${group(desired, name)}`),
    ];
  }),
  `interfaces wireguard ${wgOf(desired)}`,
];

function interfaceLines(desired: DesiredGateway): string[] {
  const path = `interfaces wireguard ${wgOf(desired)}`;
  const { addresses, listenPort, mtu } = desired.interface;
  return [
    set(`${path} description`, `peerway ${desired.name}`),
    ...addresses.map((address) => set(`${path} address`, addressText(address))),
    set(`${path} port`, listenPort),
    set(`${path} mtu`, mtu),
    set(`${path} ip adjust-mss`, 'clamp-mss-to-pmtu'),
    set(`${path} ip source-validation`, 'loose'),
    ...(desired.families.ipv6 ? [set(`${path} ipv6 adjust-mss`, 'clamp-mss-to-pmtu')] : []),
  ];
}

function peerLines(desired: DesiredGateway, peer: DesiredPeer, options: RenderOptions): string[] {
  const path = `interfaces wireguard ${wgOf(desired)} peer ${description(peer.name).replaceAll(' ', '_')}`;
  const endpoint = usableEndpoint(desired, peer);
  return [
    set(`${path} public-key`, peer.publicKey),
    ...secretLines(peer.presharedKey, options, `preshared key of ${peer.name}`, (key) => [
      set(`${path} preshared-key`, key),
    ]),
    ...(endpoint
      ? [
          set(`${path} ${isIp(endpoint.host) ? 'address' : 'host-name'}`, endpoint.host),
          set(`${path} port`, endpoint.port),
        ]
      : []),
    ...(peer.keepalive === undefined ? [] : [set(`${path} persistent-keepalive`, peer.keepalive)]),
    ...peer.allowedIps.map((cidr) => set(`${path} allowed-ips`, cidr)),
  ];
}

function firewallLines(desired: DesiredGateway, family: Family): string[] {
  const { ip, group: groupWord } = WORDS[family];
  const jump = (hook: 'forward' | 'input'): string[] => {
    const path = `firewall ${ip} ${hook} filter rule ${ruleNumber(desired)}`;
    return [
      set(`${path} description`, markOf(desired)),
      set(`${path} action`, 'jump'),
      set(`${path} jump-target`, chain(desired, hook)),
    ];
  };
  return [
    ...firewallOf(desired, [family])
      .used('remote', 'kept')
      .flatMap(({ name, cidrs }) =>
        cidrs.map((cidr) => set(`firewall group ${groupWord} ${group(desired, name)} network`, cidr)),
      ),
    ...forwardChain(desired, family),
    ...inputChain(desired, family),
    ...jump('forward'),
    ...jump('input'),
    ...natLines(desired, family),
  ];
}

/** Returns the lines of a rule: an action and its conditions, each a path and a value. */
const rule = (
  path: string,
  action: string,
  ...conditions: readonly (readonly [string, string])[]
): string[] => [
  set(`${path} action`, action),
  ...conditions.map(([condition, value]) => set(`${path} ${condition}`, value)),
];

const REPLIES = [
  ['state', 'established'],
  ['state', 'related'],
] as const;

function forwardChain(desired: DesiredGateway, family: Family): string[] {
  const { flows, has } = firewallOf(desired, [family]);
  const path = `firewall ${WORDS[family].ip} name ${chain(desired, 'forward')}`;
  const at = (number: number): string => `${path} rule ${number}`;
  const outside = (direction: 'inbound' | 'outbound') =>
    [`${direction}-interface name`, `!${wgOf(desired)}`] as const;
  return [
    set(`${path} description`, `${markOf(desired)}: everything else in or out of the tunnel is dropped`),
    set(`${path} default-action`, 'drop'),
    // Traffic to peered networks leaves through the tunnel or not at all.
    ...(has('remote')
      ? rule(at(10), 'drop', outside('outbound'), [
          'destination group network-group',
          group(desired, 'remote'),
        ])
      : []),
    ...rule(at(20), 'return', outside('inbound'), outside('outbound')),
    ...rule(at(30), 'accept', ...REPLIES),
    ...flows.flatMap((flow, index) => rule(at(100 + 10 * index), 'accept', ...matches(desired, flow))),
  ];
}

const matches = (desired: DesiredGateway, { from, to, enters, leaves }: SetFlow) =>
  [
    ['inbound-interface name', `${enters === 'tunnel' ? '' : '!'}${wgOf(desired)}`],
    ['outbound-interface name', `${leaves === 'tunnel' ? '' : '!'}${wgOf(desired)}`],
    ['source group network-group', group(desired, from)],
    ['destination group network-group', group(desired, to)],
  ] as const;

function inputChain(desired: DesiredGateway, family: Family): string[] {
  const { icmp } = WORDS[family];
  const path = `firewall ${WORDS[family].ip} name ${chain(desired, 'input')}`;
  const at = (number: number): string => `${path} rule ${number}`;
  const outside = ['inbound-interface name', `!${wgOf(desired)}`] as const;
  return [
    set(`${path} description`, `${markOf(desired)}: the rest of the tunnel is dropped`),
    set(`${path} default-action`, 'drop'),
    ...rule(
      at(10),
      'accept',
      outside,
      ['protocol', 'udp'],
      ['destination port', String(desired.interface.listenPort)],
    ),
    ...rule(at(20), 'return', outside),
    ...rule(at(30), 'accept', ...REPLIES),
    ...rule(
      at(40),
      'accept',
      ['protocol', family === 4 ? 'icmp' : 'ipv6-icmp'],
      [`${icmp} type-name`, 'echo-request'],
    ),
    ...firewallOf(desired, [family]).trusted.flatMap((name, index) =>
      rule(at(50 + index), 'accept', ['source group network-group', group(desired, name)]),
    ),
  ];
}

/**
 * Keeps source addresses towards the tunnel and from it: the first rules of the source NAT exclude them. NAT66 has no
 * groups.
 */
function natLines(desired: DesiredGateway, family: Family): string[] {
  const [towards, from] = natRules(desired).map((number) => `${WORDS[family].nat} source rule ${number}`);
  const { has } = firewallOf(desired, [family]);
  if (!has('kept') || (family === 6 && has('foreign'))) return [];
  const members = group(desired, 'kept');
  return [
    set(`${towards} description`, markOf(desired)),
    set(`${towards} outbound-interface name`, wgOf(desired)),
    ...(family === 4 ? [set(`${towards} destination group network-group`, members)] : []),
    `set ${towards} exclude`,
    ...(family === 4
      ? [
          set(`${from} description`, markOf(desired)),
          set(`${from} source group network-group`, members),
          `set ${from} exclude`,
        ]
      : []),
  ];
}

/**
 * OpenWrt 22.03 and later, as a script with `uci batch` (libuci) for netifd and firewall4. The zone of the tunnel lets
 * nothing in; rules with networks open it.
 */
import type { Cidr } from '../../model/address/cidr.ts';
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { type Family, familiesOf, firewallOf, type SetFlow, type SetName } from './firewall.ts';
import { filesOf, guideLines } from './guide.ts';
import {
  addressText,
  description,
  headerLines,
  privateKeyNotes,
  privateKeyText,
  secretLines,
  usableEndpoint,
} from './parts.ts';

export function renderOpenwrt(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'openwrt');
  const commands = [...networkCommands(desired, options), ...firewallCommands(desired)];
  const text = options.secrets
    ? fileText([
        '#!/bin/sh',
        ...headerLines(desired, options, guideLines(desired, 'openwrt')),
        'set -eu',
        ...backupLines(desired),
        ...removalLines(desired),
        `uci batch <<'END'`,
        ...commands,
        'END',
        'uci commit network',
        'uci commit firewall',
        ...rollbackLines(desired),
      ])
    : fileText([...headerLines(desired, options, []), ...commands]);
  const undo = fileText([
    '#!/bin/sh',
    ...headerLines(desired, options, [
      `Device: OpenWrt. Run it as root. Removes what ${files.apply} has set.`,
    ]),
    'set -eu',
    ...removalLines(desired),
    'uci commit network',
    'uci commit firewall',
    ...RELOAD,
  ]);
  return {
    files: [{ name: files.apply, text }],
    undo: [{ name: files.undo, text: undo }],
    notes: privateKeyNotes(desired, 'on the line of private_key'),
  };
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

/** The firewall zone; fw3 accepted at most 11 characters, fw4 any number. */
const zoneOf = (desired: DesiredGateway): string => `peerway_${wgOf(desired)}`;

const RELOAD = ['/etc/init.d/network reload', '/etc/init.d/firewall reload'];

const backupOf = (desired: DesiredGateway): string => `/root/peerway-${wgOf(desired)}`;

const backupLines = (desired: DesiredGateway): string[] => [
  `mkdir -p ${backupOf(desired)}`,
  `cp -p /etc/config/network /etc/config/firewall ${backupOf(desired)}/`,
];

/**
 * Removes the interface, its own peers, and the own sections of the firewall: their names begin with `peerway_` and end
 * with the interface.
 */
const removalLines = (desired: DesiredGateway): string[] => [
  `uci -q delete network.${wgOf(desired)} || :`,
  'for config in network firewall; do',
  `  for section in $(uci -q show $config | sed -n 's/^[a-z]*\\.\\(peerway_[a-z0-9]*_${wgOf(desired)}\\)=.*/\\1/p'); do`,
  '    uci delete "$config.$section"',
  '  done',
  'done',
];

/** Restores the earlier configuration unless the operator confirms. The subshell outlives the session. */
const rollbackLines = (desired: DesiredGateway): string[] => {
  const confirmed = `/tmp/peerway-${wgOf(desired)}.confirmed`;
  return [
    `rm -f ${confirmed}`,
    '(',
    "  trap '' HUP",
    '  sleep 120',
    `  [ ! -e ${confirmed} ] || exit 0`,
    `  cp -p ${backupOf(desired)}/network ${backupOf(desired)}/firewall /etc/config/`,
    ...RELOAD.map((command) => `  ${command}`),
    ') </dev/null >/dev/null 2>&1 &',
    ...RELOAD,
    `echo "Check the tunnel with: wg show ${wgOf(desired)}"`,
    `echo "Then confirm within 2 minutes: touch ${confirmed}"`,
  ];
};

/** Returns a value in single quotes, as libuci prints it. */
const quotedUci = (value: string | number): string => `'${String(value).replaceAll("'", `'\\''`)}'`;

type Value = string | number | readonly string[];

/** Returns the commands of one section: options for single values, and list members for several. */
const section = (
  config: 'network' | 'firewall',
  name: string,
  type: string,
  values: Readonly<Record<string, Value | undefined>>,
): string[] => [
  `set ${config}.${name}=${type}`,
  ...Object.entries(values).flatMap(([option, value]) => {
    if (value === undefined) return [];
    return typeof value === 'object'
      ? value.map((member) => `add_list ${config}.${name}.${option}=${quotedUci(member)}`)
      : [`set ${config}.${name}.${option}=${quotedUci(value)}`];
  }),
];

function networkCommands(desired: DesiredGateway, options: RenderOptions): string[] {
  const wg = wgOf(desired);
  const { listenPort, mtu, addresses } = desired.interface;
  return [
    ...section('network', wg, 'interface', { proto: 'wireguard' }),
    ...secretLines(privateKeyText(desired), options, 'private key', (key) => [
      `set network.${wg}.private_key=${quotedUci(key)}`,
    ]),
    ...section('network', wg, 'interface', {
      listen_port: listenPort,
      mtu,
      addresses: addresses.map(addressText),
    }).slice(1),
    ...desired.peers.flatMap((peer, index) => peerCommands(desired, peer, index, options)),
  ];
}

/** Names of sections have no hyphens, so that a peer has a number, and its name as the description. */
function peerCommands(
  desired: DesiredGateway,
  peer: DesiredPeer,
  index: number,
  options: RenderOptions,
): string[] {
  const wg = wgOf(desired);
  const name = `peerway_peer${index}_${wg}`;
  const endpoint = usableEndpoint(desired, peer);
  return [
    ...section('network', name, `wireguard_${wg}`, {
      description: description(peer.name),
      public_key: peer.publicKey,
    }),
    ...secretLines(peer.presharedKey, options, `preshared key of ${peer.name}`, (key) => [
      `set network.${name}.preshared_key=${quotedUci(key)}`,
    ]),
    ...section('network', name, '', {
      endpoint_host: endpoint?.host,
      endpoint_port: endpoint?.port,
      persistent_keepalive: peer.keepalive,
      route_allowed_ips: 1,
      allowed_ips: peer.allowedIps,
    }).slice(1),
  ];
}

function firewallCommands(desired: DesiredGateway): string[] {
  const wg = wgOf(desired);
  const families = familiesOf(desired);
  return [
    ...section('firewall', `peerway_zone_${wg}`, 'zone', {
      name: zoneOf(desired),
      network: [wg],
      input: 'DROP',
      output: 'ACCEPT',
      forward: 'DROP',
      masq: 0,
      mtu_fix: 1,
    }),
    ...families.flatMap((family) => inputCommands(desired, family)),
    ...ruleCommands(desired, 'input', { ...fromTunnel(desired), proto: 'all', target: 'DROP' }),
    ...ruleCommands(desired, 'port', {
      src: '*',
      proto: 'udp',
      dest_port: desired.interface.listenPort,
      target: 'ACCEPT',
    }),
    ...families.flatMap((family) => flowCommands(desired, family, 'tunnel', 'tunnel')),
    ...ruleCommands(desired, 'back', {
      ...fromTunnel(desired),
      dest: zoneOf(desired),
      proto: 'all',
      target: 'DROP',
    }),
    ...families.flatMap((family) => flowCommands(desired, family, 'tunnel', 'lan')),
    ...ruleCommands(desired, 'in', { ...fromTunnel(desired), dest: '*', proto: 'all', target: 'DROP' }),
    ...families.flatMap((family) => flowCommands(desired, family, 'lan', 'tunnel')),
    ...ruleCommands(desired, 'out', { src: '*', dest: zoneOf(desired), proto: 'all', target: 'DROP' }),
    ...families.flatMap((family) => leakCommands(desired, family)),
    ...natCommands(desired),
  ];
}

const ruleCommands = (
  desired: DesiredGateway,
  name: string,
  values: Readonly<Record<string, Value | undefined>>,
): string[] =>
  section('firewall', `peerway_${name}_${wgOf(desired)}`, 'rule', {
    name: `peerway ${wgOf(desired)} ${name}`,
    ...values,
  });

const familyOption = (family: Family): string => `ipv${family}`;

const cidrsOf = (desired: DesiredGateway, name: SetName, families: readonly Family[]): readonly Cidr[] =>
  firewallOf(desired, families).sets.find((set) => set.name === name)?.cidrs ?? [];

/**
 * What comes from the tunnel, as rules of any source: firewall4 tries these before those of one zone, so that all rules
 * are tried in the order of this file.
 */
const fromTunnel = (desired: DesiredGateway) => ({ src: '*', device: wgOf(desired), direction: 'in' });

const inputCommands = (desired: DesiredGateway, family: Family): string[] => {
  const from = { family: familyOption(family), ...fromTunnel(desired) };
  return [
    ...ruleCommands(desired, `ping${family}`, {
      ...from,
      proto: 'icmp',
      icmp_type: ['echo-request'],
      target: 'ACCEPT',
    }),
    ...firewallOf(desired, [family]).trusted.flatMap((name) =>
      ruleCommands(desired, `${name}${family}`, {
        ...from,
        proto: 'all',
        src_ip: cidrsOf(desired, name, [family]),
        target: 'ACCEPT',
      }),
    ),
  ];
};

/** Returns the rules for the flows that enter by one side and leave by one. */
const flowCommands = (
  desired: DesiredGateway,
  family: Family,
  enters: SetFlow['enters'],
  leaves: SetFlow['leaves'],
): string[] =>
  firewallOf(desired, [family]).flows.flatMap((flow, index) =>
    flow.enters !== enters || flow.leaves !== leaves
      ? []
      : ruleCommands(desired, `flow${index}v${family}`, {
          family: familyOption(family),
          ...(enters === 'tunnel' ? fromTunnel(desired) : { src: '*' }),
          dest: leaves === 'tunnel' ? zoneOf(desired) : '*',
          proto: 'all',
          src_ip: cidrsOf(desired, flow.from, [family]),
          dest_ip: cidrsOf(desired, flow.to, [family]),
          target: 'ACCEPT',
        }),
  );

/** Traffic to peered networks leaves through the tunnel or not at all, even while the interface is down. */
function leakCommands(desired: DesiredGateway, family: Family): string[] {
  const remote = cidrsOf(desired, 'remote', [family]);
  return remote.length === 0
    ? []
    : ruleCommands(desired, `leak${family}`, {
        family: familyOption(family),
        src: '*',
        dest: '*',
        proto: 'all',
        dest_ip: remote,
        target: 'DROP',
      });
}

/** Sources stay as they are towards the tunnel and from it, even if another rule masquerades. */
const natCommands = (desired: DesiredGateway): string[] => {
  const wg = wgOf(desired);
  const nat = (name: string, values: Readonly<Record<string, Value>>): string[] =>
    section('firewall', `peerway_${name}_${wg}`, 'nat', {
      name: `peerway ${wg} ${name}`,
      ...values,
      proto: 'all',
      target: 'ACCEPT',
    });
  return cidrsOf(desired, 'kept', familiesOf(desired)).flatMap((cidr, index) => [
    ...nat(`to${index}`, { src: zoneOf(desired), dest_ip: cidr }),
    ...nat(`from${index}`, { src: '*', src_ip: cidr }),
  ]);
};

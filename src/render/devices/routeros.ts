/**
 * RouterOS 7, as a script for `/import` (help.mikrotik.com, "Scripting"). Own items have a comment that begins with
 * `peerway <interface>`. The new rules come before the old ones are removed, so the tunnel is never open.
 */
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { type Family, familiesOf, firewallOf, type SetFlow, type SetName } from './firewall.ts';
import { filesOf, guideLines } from './guide.ts';
import {
  addressText,
  description,
  headerLines,
  markOf,
  privateKeyNotes,
  privateKeyText,
  secretLines,
  usableEndpoint,
} from './parts.ts';

/** Menus of a family. */
const ROOT = { 4: '/ip', 6: '/ipv6' } as const;

/**
 * Returns a string in quotes. Unquoted, the `=` at the end of a key would be a syntax error; `?` would open the help at a
 * terminal.
 */
export const quotedRos = (text: string): string =>
  `"${text.replace(/["\\$?]/g, (character) => `\\${character}`)}"`;

export function renderRouteros(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'routeros');
  const families = familiesOf(desired);
  const lines = [
    ...interfaceLines(desired, options),
    ...desired.peers.flatMap((peer) => peerLines(desired, peer, options)),
    ...families.flatMap((family) => [...addressLines(desired, family), ...routeLines(desired, family)]),
    ...families.flatMap((family) => firewallLines(desired, family)),
  ];
  const text = fileText([
    ...headerLines(desired, options, [...guideLines(desired, 'routeros'), ...historyLines(desired, lines)]),
    ...lines,
  ]);
  const undo = fileText([
    ...headerLines(desired, options, [`Device: RouterOS. Import it. Removes what ${files.apply} has added.`]),
    `/interface wireguard peers remove ${own(desired)}`,
    ...([4, 6] as const).flatMap((family) => [
      ...['filter', 'nat', 'mangle', 'address-list'].map(
        (menu) => `${ROOT[family]} firewall ${menu} remove ${own(desired)}`,
      ),
      `${ROOT[family]} route remove ${own(desired)}`,
      `${ROOT[family]} address remove ${own(desired)}`,
    ]),
    `/interface wireguard remove ${own(desired)}`,
  ]);
  return {
    files: [{ name: files.apply, text }],
    undo: [{ name: files.undo, text: undo }],
    notes: privateKeyNotes(desired, 'on the line of private-key'),
  };
}

/** The number of changes after which Safe Mode ends by itself and undoes nothing (ros-doc, "Configuration Management"). */
const SAFE_MODE = 100;

/** Returns a warning for the top of a file that makes more changes than Safe Mode can undo. */
function historyLines(desired: DesiredGateway, lines: readonly string[]): string[] {
  const changes = lines.filter((line) => /^(add|set|remove|:if) /.test(line)).length;
  const name = `before-peerway-${wgOf(desired)}`;
  return changes < SAFE_MODE
    ? []
    : [
        `Attention: this file makes ${changes} changes, and Safe Mode can undo ${SAFE_MODE}. In its place, run`,
        `\`/system backup save name=${name}\` first; to go back, run \`/system backup load name=${name}\`.`,
      ];
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

/** Selects own items: the comment is the mark, or the mark and a space. */
const own = (desired: DesiredGateway): string => `[find where comment~"^${markOf(desired)}( |\\$)"]`;

const comment = (desired: DesiredGateway, text = ''): string =>
  `comment=${quotedRos(description(`${markOf(desired)}${text === '' ? '' : ` ${text}`}`))}`;

function interfaceLines(desired: DesiredGateway, options: RenderOptions): string[] {
  const { listenPort, mtu } = desired.interface;
  const wg = wgOf(desired);
  return [
    '/interface wireguard',
    `:if ([:len [find where name=${wg}]] = 0) do={ add name=${wg} ${comment(desired)} }`,
    `set [find where name=${wg}] listen-port=${listenPort} mtu=${mtu} disabled=no`,
    ...secretLines(privateKeyText(desired), options, 'private key', (key) => [
      `set [find where name=${wg}] private-key=${quotedRos(key)}`,
    ]),
    '/interface wireguard peers',
    ...(options.secrets ? [`remove ${own(desired)}`] : []),
  ];
}

function peerLines(desired: DesiredGateway, peer: DesiredPeer, options: RenderOptions): string[] {
  const endpoint = usableEndpoint(desired, peer);
  const words = (psk: readonly string[]): string =>
    [
      `add interface=${wgOf(desired)}`,
      `public-key=${quotedRos(peer.publicKey)}`,
      ...psk,
      ...(endpoint ? [`endpoint-address=${endpoint.host}`, `endpoint-port=${endpoint.port}`] : []),
      ...(peer.keepalive === undefined ? [] : [`persistent-keepalive=${peer.keepalive}s`]),
      `allowed-address=${peer.allowedIps.join(',')}`,
      comment(desired, peer.name),
    ].join(' ');
  const { presharedKey } = peer;
  return options.secrets
    ? [words(presharedKey ? [`preshared-key=${quotedRos(presharedKey.reveal())}`] : [])]
    : [...secretLines(peer.presharedKey, options, `preshared key of ${peer.name}`, () => []), words([])];
}

const isOf = (family: Family, text: string): boolean => text.includes(':') === (family === 6);

function addressLines(desired: DesiredGateway, family: Family): string[] {
  const addresses = desired.interface.addresses.map(addressText).filter((address) => isOf(family, address));
  return [
    `${ROOT[family]} address`,
    `remove ${own(desired)}`,
    ...addresses.map(
      (address) =>
        `add address=${address} interface=${wgOf(desired)}${family === 6 ? ' advertise=no' : ''} ${comment(desired)}`,
    ),
  ];
}

const routeLines = (desired: DesiredGateway, family: Family): string[] => [
  `${ROOT[family]} route`,
  `remove ${own(desired)}`,
  ...desired.routes
    .filter((cidr) => isOf(family, cidr))
    .map((cidr) => `add dst-address=${cidr} gateway=${wgOf(desired)} ${comment(desired)}`),
];

const list = (desired: DesiredGateway, name: SetName): string => `peerway-${wgOf(desired)}-${name}`;

const chain = (desired: DesiredGateway, hook: 'forward' | 'input'): string =>
  `peerway-${wgOf(desired)}-${hook}`;

function firewallLines(desired: DesiredGateway, family: Family): string[] {
  const { used, flows } = firewallOf(desired, [family]);
  const menu = `${ROOT[family]} firewall`;
  return [
    `${menu} address-list`,
    `remove ${own(desired)}`,
    ...used('remote').flatMap(({ name, cidrs }) =>
      cidrs.map((cidr) => `add list=${list(desired, name)} address=${cidr} ${comment(desired)}`),
    ),
    ...replaced(desired, `${menu} filter`, [
      ...forwardRules(desired, family),
      ...inputRules(desired, family),
      ...(['forward', 'input'] as const).flatMap((hook) =>
        first(`chain=${hook}`, `action=jump jump-target=${chain(desired, hook)} ${comment(desired)}`),
      ),
    ]),
    ...replaced(
      desired,
      `${menu} nat`,
      // In reverse, since each becomes the first rule.
      flows
        .filter(({ keepsSource }) => keepsSource)
        .reverse()
        .flatMap((flow) =>
          first('chain=srcnat', `action=accept ${addresses(desired, flow)} ${comment(desired)}`),
        ),
    ),
    ...replaced(
      desired,
      `${menu} mangle`,
      ['in', 'out'].map(
        (direction) =>
          `add chain=forward action=change-mss new-mss=clamp-to-pmtu protocol=tcp tcp-flags=syn ${direction}-interface=${wgOf(desired)} passthrough=yes ${comment(desired)}`,
      ),
    ),
  ];
}

/** Returns the lines that replace own items of a menu. Those of an earlier import count until the new ones are there. */
const replaced = (desired: DesiredGateway, menu: string, lines: readonly string[]): string[] => [
  menu,
  `set ${own(desired)} comment="old ${markOf(desired)}"`,
  ...lines,
  `remove [find where comment="old ${markOf(desired)}"]`,
];

/** Returns the lines that add a rule before all others of its chain; dynamic rules stay first. */
const first = (chain: string, words: string): string[] => {
  const found = `[find where ${chain} and dynamic=no]`;
  return [
    `:if ([:len ${found}] > 0) do={ add ${chain} ${words} place-before=(${found}->0) } else={ add ${chain} ${words} }`,
  ];
};

const addresses = (desired: DesiredGateway, { from, to }: SetFlow): string =>
  `src-address-list=${list(desired, from)} dst-address-list=${list(desired, to)}`;

function forwardRules(desired: DesiredGateway, family: Family): string[] {
  const { flows, has } = firewallOf(desired, [family]);
  const wg = wgOf(desired);
  const add = (words: string): string =>
    `add chain=${chain(desired, 'forward')} ${words} ${comment(desired)}`;
  const side = (side: 'tunnel' | 'lan'): string => `${side === 'tunnel' ? '' : '!'}${wg}`;
  return [
    ...(has('remote')
      ? [add(`action=drop out-interface=!${wg} dst-address-list=${list(desired, 'remote')}`)]
      : []),
    add(`action=return in-interface=!${wg} out-interface=!${wg}`),
    add('action=accept connection-state=established,related'),
    ...flows.map((flow) =>
      add(
        `action=accept in-interface=${side(flow.enters)} out-interface=${side(flow.leaves)} ${addresses(desired, flow)}`,
      ),
    ),
    add('action=drop'),
  ];
}

function inputRules(desired: DesiredGateway, family: Family): string[] {
  const wg = wgOf(desired);
  const add = (words: string): string => `add chain=${chain(desired, 'input')} ${words} ${comment(desired)}`;
  const icmp = family === 4 ? 'protocol=icmp icmp-options=8:0' : 'protocol=icmpv6 icmp-options=128:0';
  return [
    add(`action=accept in-interface=!${wg} protocol=udp dst-port=${desired.interface.listenPort}`),
    add(`action=return in-interface=!${wg}`),
    add('action=accept connection-state=established,related'),
    add(`action=accept ${icmp}`),
    ...firewallOf(desired, [family]).trusted.map((name) =>
      add(`action=accept src-address-list=${list(desired, name)}`),
    ),
    add('action=drop'),
  ];
}

/**
 * OPNsense 25.1 and later, as a script of requests to its API (docs.opnsense.org, "API Reference"; models Wireguard,
 * Firewall/Alias and Firewall/Filter of opnsense/core). `set` with a UUID of ours creates or updates: it can be
 * repeated. Nothing takes effect before the last requests.
 */
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { familiesOf, firewallOf } from './firewall.ts';
import { filesOf, guideLines } from './guide.ts';
import {
  addressText,
  headerLines,
  privateKeyNotes,
  privateKeyText,
  secretText,
  usableEndpoint,
} from './parts.ts';
import { type PfAddress, type PfRule, pfRules } from './pf-rules.ts';
import { uuidOf } from './uuid.ts';

/** An object of the firewall: the path of its API, and its properties. */
interface ApiObject {
  readonly api: 'firewall/alias' | 'firewall/filter' | 'wireguard/client' | 'wireguard/server';
  readonly uuid: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The verbs of an API, and the name of its object in a request. */
const APIS = {
  'firewall/alias': { set: 'set_item', search: 'search_item', remove: 'del_item', object: 'alias' },
  'firewall/filter': { set: 'set_rule', search: 'search_rule', remove: 'del_rule', object: 'rule' },
  'wireguard/client': { set: 'set_client', search: 'search_client', remove: 'del_client', object: 'client' },
  'wireguard/server': { set: 'set_server', search: 'search_server', remove: 'del_server', object: 'server' },
} as const;

export function renderOpnsense(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'opnsense');
  const objects = [
    ...aliases(desired),
    ...rules(desired),
    ...peers(desired, options),
    instance(desired, options),
  ];
  const script = (what: readonly string[], kept: readonly ApiObject[], last: readonly string[]): string =>
    fileText([
      '#!/bin/sh',
      ...headerLines(desired, options, what),
      ...FUNCTIONS(desired),
      ...kept.flatMap(setLines),
      '',
      '# Delete own objects that are not above. An object goes before those that it uses.',
      `kept='${kept.map(({ uuid }) => uuid).join(' ')}'`,
      ...(['wireguard/server', 'wireguard/client', 'firewall/filter', 'firewall/alias'] as const).map(
        (api) => `prune ${api} ${APIS[api].search} ${APIS[api].remove}`,
      ),
      '',
      ...last,
    ]);
  return {
    files: [
      {
        name: files.apply,
        text: options.secrets
          ? script(guideLines(desired, 'opnsense'), objects, [
              '# Now everything takes effect.',
              ...request('wireguard/general/set', { general: { enabled: '1' } }),
              ...APPLY,
              ...manualSteps(desired),
            ])
          : fileText([...headerLines(desired, options, []), ...objects.flatMap(setLines)]),
      },
    ],
    undo: [
      {
        name: files.undo,
        text: script(
          [
            `Device: OPNsense. Run \`sh ${files.undo} https://<firewall> <key file>\`. Removes what ${files.apply} has made.`,
          ],
          [],
          APPLY,
        ),
      },
    ],
    notes: privateKeyNotes(desired, 'in privkey'),
  };
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

/** Returns the request with a JSON body. Values have no single quotes: every name and key is checked or replaced. */
const request = (path: string, body: object): string[] => [
  `post ${path} <<'END'`,
  JSON.stringify(body),
  'END',
];

const setLines = ({ api, uuid, properties }: ApiObject): string[] =>
  request(`${api}/${APIS[api].set}/${uuid}`, { [APIS[api].object]: properties });

const APPLY: readonly string[] = [
  ...request('firewall/alias/reconfigure', {}),
  ...request('wireguard/service/reconfigure', {}),
  ...request('firewall/filter/apply', {}),
];

/** An answer with HTTP 200 can still be a failed validation. */
const FUNCTIONS = (desired: DesiredGateway): string[] => [
  'set -eu',
  `usage='usage: sh <this file> https://<firewall> <file with: user = "KEY:SECRET">'`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are variables of the shell
  'url=${1:?$usage} keys=${2:?$usage}',
  'ask() {',
  '  curl --silent --show-error --fail --config "$keys" --header "Content-Type: application/json" --data-binary @- "$url/api/$1"',
  '}',
  'post() {',
  '  answer=$(ask "$1")',
  `  case $(printf '%s' "$answer" | jq -r '.result // .status // "" | ascii_downcase | gsub("\\\\s"; "")') in`,
  '    saved | deleted | ok) ;;',
  '    *) echo "stopped at $1, nothing has been applied: $answer" >&2; exit 1 ;;',
  '  esac',
  '}',
  'prune() {',
  `  found=$(echo '{"current":1,"rowCount":-1,"searchPhrase":"peerway"}' | ask "$1/$2")`,
  `  for uuid in $(printf '%s' "$found" | jq -r --arg kept "$kept" '.rows[] | select([.name, .description] | map(. // "") | any(test("^peerway.${wgOf(desired)}(\\\\W|_|$)"))) | .uuid | select(inside($kept) | not)'); do`,
  `    echo '{}' | post "$1/$3/$uuid"`,
  '  done',
  '}',
];

const aliasName = (desired: DesiredGateway, name: string): string => `peerway_${wgOf(desired)}_${name}`;

const aliases = (desired: DesiredGateway): ApiObject[] =>
  firewallOf(desired, familiesOf(desired))
    .used('remote', 'kept', 'behind')
    .map(({ name, cidrs }) => ({
      api: 'firewall/alias',
      uuid: uuidOf(`alias ${wgOf(desired)} ${name}`),
      properties: {
        enabled: '1',
        name: aliasName(desired, name),
        type: 'network',
        content: cidrs.join('\n'),
        description: `peerway ${wgOf(desired)}`,
      },
    }));

/** Rules on the group of all WireGuard interfaces, which needs no assignment. */
const ON: Readonly<Record<PfRule['on'], Readonly<Record<string, string>>>> = {
  any: { interface: '' },
  tunnel: { interface: 'wireguard' },
  'not-tunnel': { interface: 'wireguard', interfacenot: '1' },
  lan: { interface: 'lan' },
};

const rules = (desired: DesiredGateway): ApiObject[] =>
  pfRules(desired).map((rule, index) => ({
    api: 'firewall/filter',
    uuid: uuidOf(`rule ${wgOf(desired)} ${index}`),
    properties: {
      enabled: '1',
      sequence: String(index + 1),
      action: rule.action,
      quick: '1',
      direction: rule.direction,
      ...ON[rule.on],
      ipprotocol: rule.family === undefined ? 'inet46' : rule.family === 4 ? 'inet' : 'inet6',
      ...protocolOf(rule),
      source_net: addressOf(desired, rule.from),
      destination_net: addressOf(desired, rule.to),
      ...(rule.port === undefined ? {} : { destination_port: String(rule.port) }),
      description: `peerway ${wgOf(desired)}: ${rule.action} ${rule.from} to ${rule.to}`,
    },
  }));

function protocolOf({ protocol, family }: PfRule): Readonly<Record<string, string>> {
  if (protocol === 'any') return { protocol: 'any' };
  if (protocol === 'udp') return { protocol: 'UDP' };
  return family === 4
    ? { protocol: 'ICMP', icmptype: 'echoreq' }
    : { protocol: 'IPV6-ICMP', icmp6type: '128' };
}

function addressOf(desired: DesiredGateway, address: PfAddress): string {
  if (address === 'any') return 'any';
  return address === 'self' ? '(self)' : aliasName(desired, address);
}

/** Names have at most 64 characters; a long one is cut, and the key keeps it unique. */
function peerName(desired: DesiredGateway, { name, publicKey }: DesiredPeer): string {
  const full = `peerway-${wgOf(desired)}-${name.replace(/[^0-9A-Za-z._-]/g, '_')}`;
  return full.length <= 64
    ? full
    : `${full.slice(0, 55)}-${publicKey.replace(/[^0-9A-Za-z]/g, '').slice(0, 8)}`;
}

const peerUuid = (desired: DesiredGateway, { name }: DesiredPeer): string =>
  uuidOf(`client ${wgOf(desired)} ${name}`);

const peers = (desired: DesiredGateway, options: RenderOptions): ApiObject[] =>
  desired.peers.map((peer) => {
    const endpoint = usableEndpoint(desired, peer);
    return {
      api: 'wireguard/client',
      uuid: peerUuid(desired, peer),
      properties: {
        enabled: '1',
        name: peerName(desired, peer),
        pubkey: peer.publicKey,
        psk: peer.presharedKey ? secretText(peer.presharedKey.reveal(), options) : '',
        tunneladdress: peer.allowedIps.join(','),
        serveraddress: endpoint?.host ?? '',
        serverport: endpoint ? String(endpoint.port) : '',
        keepalive: String(peer.keepalive ?? ''),
      },
    };
  });

const instance = (desired: DesiredGateway, options: RenderOptions): ApiObject => ({
  api: 'wireguard/server',
  uuid: uuidOf(`server ${wgOf(desired)}`),
  properties: {
    enabled: '1',
    name: `peerway-${wgOf(desired)}`,
    instance: wgOf(desired).slice(2),
    pubkey: desired.interface.publicKey,
    privkey: secretText(privateKeyText(desired), options),
    port: String(desired.interface.listenPort),
    mtu: String(desired.interface.mtu),
    tunneladdress: desired.interface.addresses.map(addressText).join(','),
    // OPNsense makes the routes from the networks of the peers.
    disableroutes: '0',
    peers: desired.peers.map((peer) => peerUuid(desired, peer)).join(','),
  },
});

/** Steps that the API lacks. */
function manualSteps(desired: DesiredGateway): string[] {
  const { mtu } = desired.interface;
  return [
    "cat <<'END'",
    'Do these by hand:',
    `1. Firewall > Settings > Normalization: add a rule for interface WireGuard (Group) with Max MSS ${mtu - 40}${
      desired.families.ipv6 ? `, and one for IPv6 with ${mtu - 60}` : ''
    }.`,
    '2. Firewall > NAT > Outbound: nothing in automatic mode. In any other mode, add a first rule with Do not NAT for',
    `   the sources ${aliasName(desired, 'kept')}, and one for these destinations.`,
    '3. If the VPC is not behind the interface LAN, change the interface of the rules of peerway that are on LAN.',
    'END',
  ];
}

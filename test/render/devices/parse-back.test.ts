import { describe, expect, test } from 'vitest';
import { hostCidr } from '../../../src/model/address/cidr.ts';
import { type DesiredGateway, desiredGateway } from '../../../src/model/desired/gateway.ts';
import { endpointText, isIp } from '../../../src/model/endpoint.ts';
import { type State, withEntry } from '../../../src/model/state.ts';
import type { FormatName } from '../../../src/render/format-names.ts';
import { render } from '../../../src/render/formats.ts';
import { DEVICE_PLANS, onDevice } from '../../support/device-plans.ts';
import { threePeerings } from '../../support/plans.ts';
import { parseOpenwrt } from './openwrt-parser.ts';
import { fieldOf, parsePfsense, parseRequests, parseSteps } from './pf-parser.ts';
import { parseRouteros } from './routeros-parser.ts';
import { parseVyos } from './vyos-parser.ts';

const textOf = (desired: DesiredGateway, format: FormatName): string =>
  render(desired, format, { secrets: true }).files[0]?.text ?? '';

/** What every device must have of a peer. */
const peersOf = (desired: DesiredGateway) =>
  desired.peers.map(({ publicKey, presharedKey, endpoint, keepalive, allowedIps }) => ({
    publicKey,
    presharedKey: presharedKey?.reveal(),
    endpoint: endpoint && endpointText(endpoint).replace(/[[\]]/g, ''),
    keepalive: keepalive === undefined ? undefined : String(keepalive),
    allowedIps: [...allowedIps],
  }));

type Peers = ReturnType<typeof peersOf>;

const joined = (host: string | undefined, port: string | undefined): string | undefined =>
  host ? `${host}:${port}` : undefined;

/** Reads the peers back from the text of a device. */
const READERS: Readonly<Record<string, (text: string, desired: DesiredGateway) => unknown>> = {
  vyos: (text, { peers }) => {
    const config = parseVyos(text);
    return peers.map(({ name }) => {
      const leaf = (path: string) => config.get(`interfaces wireguard wg0 peer ${name} ${path}`);
      return {
        publicKey: leaf('public-key')?.[0],
        presharedKey: leaf('preshared-key')?.[0],
        endpoint: joined(leaf('address')?.[0], leaf('port')?.[0]),
        keepalive: leaf('persistent-keepalive')?.[0],
        allowedIps: leaf('allowed-ips'),
      };
    });
  },
  routeros: (text) =>
    parseRouteros(text)
      .filter(({ menu }) => menu === '/interface wireguard peers')
      .map(({ words }) => ({
        publicKey: words.get('public-key'),
        presharedKey: words.get('preshared-key'),
        endpoint: joined(words.get('endpoint-address'), words.get('endpoint-port')),
        keepalive: words.get('persistent-keepalive')?.replace(/s$/, ''),
        allowedIps: words.get('allowed-address')?.split(','),
      })),
  openwrt: (text) =>
    parseOpenwrt(text)
      .filter(({ type }) => type === 'wireguard_wg0')
      .map(({ options }) => ({
        publicKey: options.get('public_key')?.[0],
        presharedKey: options.get('preshared_key')?.[0],
        endpoint: joined(options.get('endpoint_host')?.[0], options.get('endpoint_port')?.[0]),
        keepalive: options.get('persistent_keepalive')?.[0],
        allowedIps: options.get('allowed_ips'),
      })),
  opnsense: (text) =>
    parseRequests(text)
      .get('client')
      ?.map((client) => ({
        publicKey: client['pubkey'],
        presharedKey: client['psk'] || undefined,
        endpoint: joined(client['serveraddress'], client['serverport']),
        keepalive: client['keepalive'] || undefined,
        allowedIps: client['tunneladdress']?.split(','),
      })),
  pfsense: (text) =>
    parseSteps(text)
      .filter(({ title }) => title === 'VPN > WireGuard > Peers > Add Peer')
      .map((step) => ({
        publicKey: fieldOf(step, 'Public Key'),
        presharedKey: fieldOf(step, 'Pre-shared Key'),
        endpoint: joined(fieldOf(step, 'Endpoint'), fieldOf(step, 'Endpoint Port')),
        keepalive: fieldOf(step, 'Keep Alive'),
        allowedIps: step.fields.filter(([label]) => label === 'Allowed IPs').map(([, value]) => value),
      })),
};

/** The peers as the device can express them: VyOS 1.4 has no host names. */
const expressible = (device: string, desired: DesiredGateway): Peers =>
  peersOf(desired).map((peer, at) => {
    const host = desired.peers[at]?.endpoint?.host;
    return device === 'vyos' && host && !isIp(host) ? { ...peer, endpoint: undefined } : peer;
  });

/** A gateway without an endpoint of its own, whose peers have none either. */
const withoutEndpoints = (state: State, gateway: string): State => ({
  ...state,
  gateways: [...state.gateways.values()].reduce((gateways, { endpoint, ...rest }) => {
    const kept = rest.name === gateway && endpoint ? { ...rest, endpoint } : rest;
    return withEntry(gateways, rest.name, kept);
  }, state.gateways),
});

describe.each(Object.keys(READERS))('%s, parsed back', (device) => {
  test.each(DEVICE_PLANS)('%s has the desired peers', (_, plan, gateway) => {
    const desired = desiredGateway(onDevice(plan(), gateway, device as 'vyos'), gateway);
    const text = textOf(desired, device as FormatName);
    expect(READERS[device]?.(text, desired)).toEqual(expressible(device, desired));
  });

  test('peers without an endpoint have none', () => {
    const state = onDevice(withoutEndpoints(threePeerings(), 'seoul'), 'seoul', device as 'vyos');
    const desired = desiredGateway(state, 'seoul');
    expect(peersOf(desired).every(({ endpoint }) => endpoint === undefined)).toBe(true);
    expect(READERS[device]?.(textOf(desired, device as FormatName), desired)).toEqual(peersOf(desired));
  });

  test('the routes are complete, or made from AllowedIPs', () => {
    const desired = desiredGateway(onDevice(threePeerings(), 'seoul', device as 'vyos'), 'seoul');
    const text = textOf(desired, device as FormatName);
    const made: Readonly<Record<string, () => unknown>> = {
      vyos: () =>
        [...parseVyos(text).keys()].flatMap(
          (path) => /^protocols static route6? (\S+) interface wg0$/.exec(path)?.[1] ?? [],
        ),
      routeros: () =>
        parseRouteros(text)
          .filter(({ menu }) => menu.endsWith(' route'))
          .map(({ words }) => words.get('dst-address')),
      openwrt: () =>
        parseOpenwrt(text)
          .filter(({ options }) => options.get('route_allowed_ips')?.[0] === '1')
          .flatMap(({ options }) => options.get('allowed_ips') ?? [])
          .filter((cidr) => !desired.firewall.clients.some((ip) => hostCidr(ip) === cidr))
          .sort(),
      opnsense: () =>
        parseRequests(text).get('server')?.[0]?.['disableroutes'] === '0' ? desired.routes : [],
      pfsense: () =>
        parseSteps(text).flatMap(({ fields }) =>
          fields.filter(([label]) => label === 'Destination network').map(([, value]) => value),
        ),
    };
    expect(made[device]?.()).toEqual(device === 'openwrt' ? [...desired.routes].sort() : desired.routes);
  });
});

/** Texts that the strict parsers must reject: a valid file, changed in one place. */
const CORRUPTIONS: readonly (readonly [string, (text: string) => unknown, string, RegExp, string])[] = [
  ['vyos', parseVyos, 'an unquoted value', / '51820'/, ' 51820'],
  ['vyos', parseVyos, 'an unknown path', /preshared-key/, 'psk'],
  ['vyos', parseVyos, 'an address without its port', /set \S+ \S+ \S+ peer \S+ port .*\n/, ''],
  ['vyos', parseVyos, 'a missing private key', /set .* private-key .*\n/, ''],
  ['vyos', parseVyos, 'a jump to a chain that is not there', /jump-target 'peerway/, "jump-target 'other"],
  ['vyos', parseVyos, 'an empty group', /set firewall group network-group peerway-wg0-vpc .*\n/g, ''],
  ['vyos', parseVyos, 'another interface name', /wireguard wg0 /g, 'wireguard seoul '],
  ['vyos', parseVyos, 'a deletion behind a set', /$/, 'delete interfaces wireguard wg0\n'],
  ['routeros', parseRouteros, 'a key without quotes', /public-key="([^"]*)"/, 'public-key=$1'],
  [
    'routeros',
    parseRouteros,
    'an unknown parameter',
    /persistent-keepalive=/,
    'responder=yes persistent-keepalive=',
  ],
  [
    'routeros',
    parseRouteros,
    'a rule behind the last drop',
    / place-before=\(\[find where chain=forward[^)]*\)/,
    '',
  ],
  [
    'routeros',
    parseRouteros,
    'a rule behind its own drop',
    /add chain=peerway-wg0-forward action=return/,
    'add chain=peerway-wg0-forward action=drop comment="x"\n$&',
  ],
  [
    'routeros',
    parseRouteros,
    'a comment with a variable',
    /comment="peerway wg0 laptop"/,
    'comment="peerway $laptop"',
  ],
  ['routeros', parseRouteros, 'an unknown menu', /^\/ip route$/m, '/ip routes'],
  ['openwrt', parseOpenwrt, 'a hyphen in a section', /peerway_peer0_wg0/g, 'peerway-peer0-wg0'],
  ['openwrt', parseOpenwrt, 'a quote inside a value', /='vpc-peering-osaka'/, "='vpc'peering'"],
  ['openwrt', parseOpenwrt, 'a list in place of an option', /set (\S+)\.mtu=/, 'add_list $1.mtu='],
  ['openwrt', parseOpenwrt, 'an unknown option', /route_allowed_ips/, 'route_ips'],
  ['openwrt', parseOpenwrt, 'an unknown zone', /dest='peerway_wg0'/, "dest='vpn'"],
  ['opnsense', parseRequests, 'an unknown property', /"serveraddress"/, '"endpoint"'],
  ['opnsense', parseRequests, 'a number in place of a string', /"sequence":"1"/, '"sequence":1'],
  ['opnsense', parseRequests, 'a peer that is not there', /"peers":"[0-9a-f]/, '"peers":"z'],
  ['opnsense', parseRequests, 'a name with a space', /"name":"peerway-wg0-laptop"/, '"name":"my laptop"'],
  ['pfsense', parsePfsense, 'steps out of order', /^2\. /m, '3. '],
  ['pfsense', parsePfsense, 'an alias that is not there', /Source: Alias \S+/, 'Source: Alias other'],
  ['pfsense', parsePfsense, 'an unknown direction', /Direction: in/, 'Direction: inside'],
];

test.each(CORRUPTIONS)('the parser of %s rejects $2', (device, parse, _, where, what) => {
  const desired = desiredGateway(onDevice(threePeerings(), 'seoul', device as 'vyos'), 'seoul');
  const text = textOf(desired, device as FormatName);
  expect(() => parse(text)).not.toThrow();
  const corrupted = text.replace(where, what);
  expect(corrupted).not.toBe(text);
  expect(() => parse(corrupted)).toThrow();
});

/** Names that a language could take for something else: as long as names can be, digits only, and keywords. */
const NAMES = [
  'a'.repeat(63),
  '0',
  '1e5',
  'end',
  'true',
  'null',
  'rule',
  'default',
  'x-0-',
  'if',
  'delete',
].map((name) => name.replace(/-$/, ''));
/** A name that no parser of peerway lets through. */
const HOSTILE = `"; $(reboot) \\ '}?\n[x]\${y} ''#\u202e`;

test.each(Object.keys(READERS))('%s: unusual names stay names', (device) => {
  const desired = desiredGateway(onDevice(threePeerings(), 'seoul', device as 'vyos'), 'seoul');
  const [first] = desired.peers;
  if (!first) throw new Error('no peer');
  const peers = [...NAMES, HOSTILE].map((name, at) => ({
    ...first,
    name,
    publicKey: desired.peers[at % desired.peers.length]?.publicKey ?? first.publicKey,
  }));
  const odd = { ...desired, peers: peers.map((peer) => ({ ...peer, name: `vpc-peering-${peer.name}` })) };
  const text = textOf(odd as DesiredGateway, device as FormatName);
  expect(READERS[device]?.(text, odd as DesiredGateway)).toHaveLength(peers.length);
  expect(text).not.toMatch(/\(reboot\)|\u202e|\{y\}/);
});

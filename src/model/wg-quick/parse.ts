/** Parses files of wg-quick(8). Nothing in them is run: hooks are kept as text. */
import { type Problem, validationErrorOf } from '../../errors.ts';
import { quoted, visible, withoutKeys } from '../../visible.ts';
import type { Cidr } from '../address/cidr.ts';
import { type InterfaceAddress, networkAround, readAddress } from '../address/interface-address.ts';
import { nearest } from '../nearest.ts';
import { Secret } from '../secret.ts';
import type { PublicKey } from '../values.ts';
import { type Entry, type Section, sectionsOf } from './lines.ts';

export interface WgQuickPeer {
  /** Line of its section, counted from 1. */
  readonly line: number;
  readonly publicKey: PublicKey;
  readonly presharedKey?: Secret;
  /** As it is written, without spaces: `vpn.example:51820`. */
  readonly endpoint?: string;
  /** Seconds; 0 for off. */
  readonly keepalive: number;
  /** Each with its host bits cleared, as wg clears them. */
  readonly allowedIps: readonly Cidr[];
  /** Comments at its title, where people write names. */
  readonly comments: readonly string[];
}

/** A line that peerway leaves to others. */
export interface KeptLine {
  readonly line: number;
  /** `PostUp = …`, without keys. */
  readonly text: string;
  /** The consequence for a gateway that peerway manages. */
  readonly note: string;
}

export interface WgQuickFile {
  /** Absent if a hook sets the key. */
  readonly privateKey?: Secret;
  /** Absent for a random port. */
  readonly listenPort?: number;
  readonly mtu?: number;
  readonly addresses: readonly InterfaceAddress[];
  readonly peers: readonly WgQuickPeer[];
  readonly kept: readonly KeptLine[];
  /** Repeated peers and networks, of which WireGuard uses the last one: `wg0.conf:9: …`. */
  readonly warnings: readonly string[];
}

const HOOK = 'never run by peerway, and no longer run at boot after a deploy';

/** Keys of `[Interface]` that are kept as they are, and what becomes of them. */
const KEPT: Readonly<Record<string, string>> = {
  fwmark: 'a deploy keeps the mark of the interface',
  table: 'peerway adds its routes to the main table',
  dns: 'not set by peerway, and no longer set at boot after a deploy',
  saveconfig: 'a deploy disables wg-quick for the interface, which would save over this file',
  preup: HOOK,
  postup: HOOK,
  predown: HOOK,
  postdown: HOOK,
};

const INTERFACE_KEYS = ['PrivateKey', 'ListenPort', 'Address', 'MTU'];
const KEPT_NAMES = ['FwMark', 'Table', 'DNS', 'SaveConfig', 'PreUp', 'PostUp', 'PreDown', 'PostDown'];
const PEER_KEYS = ['PublicKey', 'PresharedKey', 'AllowedIPs', 'Endpoint', 'PersistentKeepalive'];

const WG_KEYS = new Set(
  ['PrivateKey', 'ListenPort', 'FwMark', ...PEER_KEYS].map((name) => name.toLowerCase()),
);

/** A problem on a line. */
interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * Parses the text of a wg-quick file.
 * @param file  its name, for errors
 * @throws exit 3 with every line that WireGuard would reject
 */
export function parseWgQuick(text: string, file: string): WgQuickFile {
  const { sections, stray } = sectionsOf(text);
  const problems: LineProblem[] = stray.map((one) => ({
    line: one.line,
    message: `${shown(one.text)} is neither a section header nor a setting`,
  }));
  for (const { line, title } of sections)
    if (!/^(interface|peer)$/i.test(title))
      problems.push({ line, message: `unknown section ${shown(`[${title}]`)}: use [Interface] or [Peer]` });
  const report = (line: number, message: string): void => void problems.push({ line, message });
  const titled = (name: RegExp) => sections.filter(({ title }) => name.test(title));
  const found = interfaceOf(titled(/^interface$/i), report);
  if (titled(/^interface$/i).length === 0) report(1, 'there is no [Interface] section');
  const peers = titled(/^peer$/i).flatMap((section) => peerOf(section, report) ?? []);
  const [first, ...rest] = problems.sort((a, b) => a.line - b.line);
  if (!first) {
    const merged = mergedPeers(peers);
    const repeated = [...repeatedPeers(peers), ...repeatedNetworks(merged)].sort((a, b) => a.line - b.line);
    const warnings = repeated.map(({ line, message }) => `${visible(file, 200)}:${line}: ${message}`);
    return { ...found, peers: withUniqueNetworks(merged), warnings };
  }
  const problemOf = ({ line, message }: LineProblem): Problem => ({
    code: 'bad-wg-quick-file',
    message: `${visible(file, 200)}:${line}: ${message}`,
    details: [],
  });
  throw validationErrorOf(
    [problemOf(first), ...rest.map(problemOf)],
    'correct the file; `wg-quick strip` shows how wg-quick reads it',
  );
}

type Report = (line: number, message: string) => void;

/** Returns the settings of the interface. A setting that is repeated counts with its last value. */
function interfaceOf(sections: readonly Section[], report: Report): Omit<WgQuickFile, 'peers' | 'warnings'> {
  let privateKey: Secret | undefined;
  let listenPort: number | undefined;
  let mtu: number | undefined;
  const addresses: InterfaceAddress[] = [];
  const kept: KeptLine[] = [];
  for (const entry of sections.flatMap(({ entries }) => entries)) {
    const key = keyOf(entry);
    const note = KEPT[key];
    if (key === 'fwmark') checkMark(entry, report);
    if (key === 'saveconfig') checkBoolean(entry, report);
    if (note !== undefined) kept.push(keptLine(entry, note));
    else if (key === 'privatekey') privateKey = secretOf(entry, report);
    else if (key === 'listenport') listenPort = numberOf(entry, 0, 65_535, report) || undefined;
    else if (key === 'mtu') mtu = numberOf(entry, 576, 65_535, report);
    else if (key === 'address')
      addresses.push(...listOf(spaced(entry), /\s+/, readAddress, 'an address', report));
    else report(entry.line, unknownKey(entry, [...INTERFACE_KEYS, ...KEPT_NAMES], '[Interface]'));
  }
  return {
    ...(privateKey ? { privateKey } : {}),
    ...(listenPort === undefined ? {} : { listenPort }),
    ...(mtu === undefined ? {} : { mtu }),
    addresses: uniqueBy(addresses, ({ ip }) => ip),
    kept,
  };
}

/** Returns text of the file in quotes. What looks like a key or a part of one is left out. */
const shown = (text: string): string => quoted(text.replaceAll(/[A-Za-z0-9+/]{20,}=*/g, '[redacted]'));

/** Keys may be in any case, and those of wg may have spaces in them, unlike those of wg-quick. */
function keyOf({ key }: Entry): string {
  const name = key.toLowerCase().replaceAll(/\s/g, '');
  return WG_KEYS.has(name) ? name : key.toLowerCase();
}

const keptLine = ({ line, key, value }: Entry, note: string): KeptLine => ({
  line,
  text: withoutKeys(`${key} = ${value}`),
  note,
});

function unknownKey({ key }: Entry, known: readonly string[], section: string): string {
  const near = nearest(
    key.toLowerCase(),
    known.map((one) => one.toLowerCase()),
  );
  const name = known.find((one) => one.toLowerCase() === near);
  return `unknown key ${shown(key)} in ${section}${name === undefined ? '' : `: did you mean ${name}?`}`;
}

function peerOf({ line, entries, comments }: Section, report: Report): WgQuickPeer | undefined {
  let publicKey: PublicKey | undefined;
  let presharedKey: Secret | undefined;
  let endpoint: string | undefined;
  let keepalive = 0;
  const allowedIps: Cidr[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === 'publickey') publicKey = keyText(entry, report) as PublicKey | undefined;
    else if (key === 'presharedkey') presharedKey = presharedKeyOf(entry, report);
    else if (key === 'allowedips') allowedIps.push(...networksOf(entry, report));
    else if (key === 'endpoint') endpoint = endpointOf(entry, report);
    else if (key === 'persistentkeepalive') keepalive = keepaliveOf(entry, report);
    else report(entry.line, unknownKey(entry, PEER_KEYS, '[Peer]'));
  }
  if (!entries.some((entry) => keyOf(entry) === 'publickey')) report(line, 'this [Peer] has no PublicKey');
  return publicKey
    ? {
        line,
        publicKey,
        ...(presharedKey ? { presharedKey } : {}),
        ...(endpoint === undefined ? {} : { endpoint }),
        keepalive,
        allowedIps: [...new Set(allowedIps)],
        comments,
      }
    : undefined;
}

/** wg-quick splits addresses at commas and at spaces. */
const spaced = (entry: Entry): Entry => ({ ...entry, value: entry.value.replaceAll(',', ' ').trim() });

/** wg ignores all spaces in a value. */
const compact = ({ value }: Entry): string => value.replaceAll(/\s/g, '');

/** 32 bytes in base64; the last character carries 4 bits. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const isZero = (key: string): boolean => /^A+=$/.test(key);

/** The error does not contain the value: it may be a private key. */
function keyText(entry: Entry, report: Report): string | undefined {
  const text = compact(entry);
  if (KEY.test(text) && !isZero(text)) return text;
  report(entry.line, `the ${entry.key} is not a valid key, which is 44 characters of base64`);
  return undefined;
}

function secretOf(entry: Entry, report: Report): Secret | undefined {
  const text = keyText(entry, report);
  return text === undefined ? undefined : new Secret(text);
}

/** A preshared key of zeros is none. */
const presharedKeyOf = (entry: Entry, report: Report): Secret | undefined =>
  KEY.test(compact(entry)) && isZero(compact(entry)) ? undefined : secretOf(entry, report);

function numberOf(entry: Entry, least: number, most: number, report: Report): number | undefined {
  const text = compact(entry);
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  report(entry.line, `the ${entry.key} ${shown(text)} is not a number from ${least} to ${most}`);
  return undefined;
}

/** wg accepts an empty list, but no empty place in one. */
const networksOf = (entry: Entry, report: Report): Cidr[] =>
  compact(entry) === '' ? [] : listOf(entry, /,/, readNetwork, 'a network', report);

function checkBoolean({ line, key, value }: Entry, report: Report): void {
  if (!/^(true|false)$/i.test(value)) report(line, `the ${key} ${shown(value)} is neither true nor false`);
}

function checkMark(entry: Entry, report: Report): void {
  const text = compact(entry);
  if (/^(off|0x[0-9a-f]{1,8}|[0-9]{1,10})$/i.test(text) && !(Number(text) > 0xff_ff_ff_ff)) return;
  report(entry.line, `the ${entry.key} ${shown(text)} is not a mark, such as 0x51 or off`);
}

const keepaliveOf = (entry: Entry, report: Report): number =>
  compact(entry).toLowerCase() === 'off' ? 0 : (numberOf(entry, 0, 65_535, report) ?? 0);

function endpointOf(entry: Entry, report: Report): string | undefined {
  const text = compact(entry);
  if (/^(\[[^[\]]+\]|[^[\]:]+):[A-Za-z0-9-]+$/.test(text)) return text;
  report(entry.line, `the Endpoint ${shown(text)} is not a host and a port, such as 203.0.113.1:51820`);
  return undefined;
}

const readNetwork = (text: string): Cidr | undefined => {
  const address = readAddress(text.replace(/^\+/, ''));
  return address && networkAround(address);
};

function listOf<Value>(
  entry: Entry,
  separator: RegExp,
  read: (text: string) => Value | undefined,
  what: string,
  report: Report,
): Value[] {
  const pieces = entry.value === '' ? [] : entry.value.split(separator);
  return pieces
    .map((piece) => piece.replaceAll(/\s/g, ''))
    .flatMap((piece) => {
      const value = read(piece);
      if (value !== undefined) return [value];
      report(entry.line, `${shown(piece)} in ${entry.key} is not ${what}`);
      return [];
    });
}

const uniqueBy = <Value>(values: readonly Value[], keyOfValue: (value: Value) => string): Value[] => [
  ...new Map(values.map((value) => [keyOfValue(value), value])).values(),
];

/** Returns each peer once. Of a peer that is listed twice, WireGuard keeps the last values, but an earlier endpoint. */
function mergedPeers(peers: readonly WgQuickPeer[]): WgQuickPeer[] {
  const merged = new Map<string, WgQuickPeer>();
  for (const peer of peers) {
    const before = merged.get(peer.publicKey);
    const endpoint = peer.endpoint ?? before?.endpoint;
    merged.delete(peer.publicKey);
    merged.set(peer.publicKey, { ...peer, ...(endpoint === undefined ? {} : { endpoint }) });
  }
  return [...merged.values()];
}

function repeatedPeers(peers: readonly WgQuickPeer[]): LineProblem[] {
  const before = new Map<PublicKey, number>();
  return peers.flatMap(({ line, publicKey }) => {
    const earlier = before.get(publicKey);
    before.set(publicKey, line);
    if (earlier === undefined) return [];
    return [
      { line, message: `this [Peer] replaces the one on line ${earlier}, which has the same PublicKey` },
    ];
  });
}

function repeatedNetworks(peers: readonly WgQuickPeer[]): LineProblem[] {
  const before = new Map<Cidr, number>();
  return peers.flatMap(({ line, allowedIps }) =>
    allowedIps.flatMap((cidr) => {
      const earlier = before.get(cidr);
      before.set(cidr, line);
      if (earlier === undefined) return [];
      return [{ line, message: `this [Peer] takes ${cidr} away from the one on line ${earlier}` }];
    }),
  );
}

/** Returns the peers with each network at the last one that has it: WireGuard takes it away from the others. */
function withUniqueNetworks(peers: readonly WgQuickPeer[]): WgQuickPeer[] {
  const holders = new Map(
    peers.flatMap(({ allowedIps }, at) => allowedIps.map((cidr) => [cidr, at] as const)),
  );
  return peers.map((peer, at) => ({
    ...peer,
    allowedIps: peer.allowedIps.filter((cidr) => holders.get(cidr) === at),
  }));
}

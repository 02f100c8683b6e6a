/** Reads the tunnel of a host for an import: its interface, and its wg-quick file if there is one. */
import { UserError } from '../errors.ts';
import { type Cidr, familyOf } from '../model/address/cidr.ts';
import { type InterfaceAddress, networkAround, readAddress } from '../model/address/interface-address.ts';
import { Secret } from '../model/secret.ts';
import { type InterfaceName, isPublicKey, type PublicKey } from '../model/values.ts';
import { parseWgQuick, type WgQuickFile, type WgQuickPeer } from '../model/wg-quick/parse.ts';
import type { FoundTunnel } from '../model/wg-quick/tunnel.ts';
import { type Reply, sectionLines } from './reply.ts';
import { type Failure, readOnlyContext, runTask } from './run-task.ts';
import type { Transport } from './transport.ts';

export interface AdoptOptions {
  /** Default: the only one of the host. */
  readonly interface?: InterfaceName;
  readonly withKey: boolean;
  /** Unique to this run; hexadecimal. */
  readonly id: string;
}

/** A host that was read. */
export interface AdoptedHost {
  /** Names of its WireGuard interfaces and of its files in /etc/wireguard. */
  readonly interfaces: readonly string[];
  /** Absent if the host has neither the interface nor its file. */
  readonly tunnel?: Omit<FoundTunnel, 'publicKey'> & { readonly publicKey?: PublicKey };
  readonly warnings: readonly string[];
}

/** Reads the tunnel of one interface. Changes nothing on the host. */
export async function adoptHost(
  transport: Transport,
  wg: InterfaceName,
  { withKey, id }: AdoptOptions,
): Promise<AdoptedHost | { readonly failure: Failure }> {
  const files = { 'with-key': withKey ? 'yes\n' : '' };
  const outcome = await runTask(transport, 'adopt', readOnlyContext(wg, id), files);
  if ('failure' in outcome) return outcome;
  const missing = sectionLines(outcome.reply, 'missing');
  if (missing.length > 0)
    return {
      failure: { code: 'missing-tools', why: `not installed: ${missing.join(', ')}`, unknown: false },
    };
  return parseHost(outcome.reply, transport.name, wg);
}

/** Parses the reply of the agent. */
export function parseHost(reply: Reply, host: string, wg: InterfaceName): AdoptedHost {
  const lines = (name: string) => sectionLines(reply, name);
  const interfaces = lines('interfaces').filter((name) => name !== '');
  const path = `/etc/wireguard/${wg}.conf`;
  const text = lines('file').map((line) => line.slice(1));
  const [link] = lines('link');
  const { file, warnings } = readFile(text, `${host}:${path}`, link !== undefined);
  if (link === undefined && !file) return { interfaces, warnings };
  const [privateKey] = lines('private-key');
  const live = link === undefined ? {} : liveTunnel(reply, link, file);
  const publicKey = parsedKey(lines('file-key')[0]);
  return {
    interfaces,
    warnings: [...warnings, ...(link === undefined ? [`${wg} is not up: only ${path} was read`] : [])],
    tunnel: {
      source: `${wg} of ${host}`,
      interface: wg,
      kept: file?.kept ?? [],
      addresses: file?.addresses ?? [],
      peers: file?.peers ?? [],
      ...(file?.mtu === undefined ? {} : { mtu: file.mtu }),
      ...(file?.listenPort === undefined ? {} : { listenPort: file.listenPort }),
      ...(publicKey ? { publicKey } : {}),
      ...live,
      ...(privateKey === undefined ? {} : { privateKey: new Secret(privateKey) }),
    },
  };
}

/** A file that cannot be parsed is no reason to reject a live interface. */
function readFile(
  lines: readonly string[],
  name: string,
  isLive: boolean,
): { readonly file?: WgQuickFile; readonly warnings: readonly string[] } {
  if (lines.length === 0) return { warnings: [] };
  try {
    const file = parseWgQuick(lines.join('\n'), name);
    return { file, warnings: isLive ? [] : file.warnings };
  } catch (error) {
    if (!(error instanceof UserError) || !isLive) throw error;
    return { warnings: [`only the live interface was read, since the file has errors: ${error.message}`] };
  }
}

/** The values of a live interface, which count before those of its file. */
function liveTunnel(reply: Reply, link: string, file: WgQuickFile | undefined) {
  const wg = sectionLines(reply, 'wg').map((line) => line.split('\t'));
  const [, key, port] = wg.find(([kind]) => kind === 'interface') ?? [];
  const mtu = Number(/ mtu (\d+)/.exec(link)?.[1] ?? 0);
  const publicKey = parsedKey(key);
  return {
    ...(publicKey ? { publicKey } : {}),
    ...(Number(port) > 0 ? { listenPort: Number(port) } : {}),
    ...(mtu > 0 ? { mtu } : {}),
    addresses: sectionLines(reply, 'addresses').flatMap((line) => liveAddress(line) ?? []),
    peers: wg.filter(([kind]) => kind === 'peer').flatMap((fields) => livePeer(fields, file) ?? []),
  };
}

function liveAddress(line: string): InterfaceAddress | undefined {
  const address = readAddress(line.trim().split(/\s+/)[3] ?? '');
  return address && (familyOf(address.ip) === 4 || !address.ip.startsWith('fe80:')) ? address : undefined;
}

/** The file adds what the interface does not tell: host names of endpoints, and comments. */
function livePeer(fields: readonly string[], file: WgQuickFile | undefined): WgQuickPeer | undefined {
  const [, key, presharedKey = '', endpoint = '', allowedIps = '', keepalive = ''] = fields;
  const publicKey = parsedKey(key);
  if (!publicKey) return undefined;
  const written = file?.peers.find((peer) => peer.publicKey === publicKey);
  const at = written?.endpoint ?? (endpoint === '(none)' ? undefined : endpoint);
  return {
    line: written?.line ?? 0,
    publicKey,
    ...(isNone(presharedKey) ? {} : { presharedKey: new Secret(presharedKey) }),
    ...(at === undefined ? {} : { endpoint: at }),
    keepalive: Number(keepalive) || 0,
    allowedIps: allowedIps.split(',').flatMap((text): Cidr[] => {
      const address = readAddress(text);
      return address ? [networkAround(address)] : [];
    }),
    comments: written?.comments ?? [],
  };
}

const isNone = (presharedKey: string): boolean => presharedKey === '' || presharedKey === '(none)';

/** Returns a key that the host printed, if it is one. */
function parsedKey(text: string | undefined): PublicKey | undefined {
  return text !== undefined && isPublicKey(text) ? text : undefined;
}

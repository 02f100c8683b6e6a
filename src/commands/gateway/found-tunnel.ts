/** Finds the tunnel that `gateway import` imports. */
import { type AdoptedHost, adoptHost } from '../../deploy/adopt.ts';
import { EXIT, UserError, usage, validationError } from '../../errors.ts';
import { type SshTarget, sshText } from '../../model/endpoint.ts';
import { Secret } from '../../model/secret.ts';
import { type InterfaceName, type PublicKey, parseInterfaceName } from '../../model/values.ts';
import { parseWgQuick } from '../../model/wg-quick/parse.ts';
import type { FoundTunnel } from '../../model/wg-quick/tunnel.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible, visiblePath } from '../../visible.ts';
import { failureText } from './reach.ts';

export interface TunnelSource {
  /** Path of a wg-quick file; `-` for stdin. */
  readonly file?: string;
  /** The host to read, unless there is a file. */
  readonly ssh?: SshTarget;
  readonly local: boolean;
  readonly interface?: InterfaceName;
  /** Puts the private key into the plan. */
  readonly withKey: boolean;
  /** For a file without a private key. */
  readonly publicKey?: PublicKey;
}

/** The tunnel, and what the operator should know about how it was read. */
export interface Found {
  readonly tunnel: FoundTunnel;
  readonly warnings: readonly string[];
}

type FoundPorts = Uses<'outside' | 'random' | 'terminal'>;

/** Reads a wg-quick file, or a host, without changing it. Exit 3 for a bad file, 4 for no tunnel, 6 for a host that cannot be reached. */
export const findTunnel = (source: TunnelSource, ports: FoundPorts): Promise<Found> =>
  source.file === undefined ? onHost(source, ports) : inFile(source, source.file, ports);

async function inFile(source: TunnelSource, path: string, ports: FoundPorts): Promise<Found> {
  const name = path === '-' ? 'stdin' : visiblePath(path);
  const text = new TextDecoder().decode(await ports.outside.readInput(path));
  const { privateKey, warnings, ...file } = parseWgQuick(text, name);
  const ownKey = privateKey && (await ports.random.publicKeyOf(privateKey));
  const tunnel = {
    source: name,
    interface: source.interface ?? interfaceOf(path),
    ...file,
    ...(source.withKey && privateKey ? { privateKey } : {}),
  };
  return { tunnel: withPublicKey(tunnel, ownKey, source), warnings };
}

/** Returns the interface that wg-quick would name after the file. */
function interfaceOf(path: string): InterfaceName {
  const name = /([^/\\]*)\.conf$/.exec(path)?.[1];
  if (name !== undefined) {
    try {
      return parseInterfaceName(name);
    } catch {
      // The file may have been renamed since.
    }
  }
  throw usage(
    `${path === '-' ? 'stdin' : visiblePath(path)} does not tell the name of the interface`,
    'add --interface <name>, such as --interface wg0',
  );
}

async function onHost(source: TunnelSource, ports: FoundPorts): Promise<Found> {
  const { ssh, local, withKey } = source;
  const transport = await ports.outside.transport(local || !ssh ? 'this host' : ssh);
  const id = ports.random.changeId();
  const read = async (wg: InterfaceName): Promise<AdoptedHost> => {
    const adopted = await adoptHost(transport, wg, { withKey, id });
    if (!('failure' in adopted)) return adopted;
    const { failure } = adopted;
    throw hostFailed(transport.name, failureText(failure));
  };
  const wg = source.interface ?? parseInterfaceName('wg0');
  const host = ssh ? sshText(ssh) : 'this host';
  const adopted = await ports.terminal.during(`reading ${host}`, async () => {
    const first = await read(wg);
    const [only, ...others] = first.interfaces;
    if (source.interface !== undefined || only === undefined || (only === wg && others.length === 0))
      return first;
    if (others.length > 0)
      throw usage(
        `${host} has several WireGuard interfaces`,
        `add one of --interface ${first.interfaces.map((name) => visible(name)).join(', --interface ')}`,
      );
    return read(parseInterfaceName(only));
  });
  const { tunnel, interfaces, warnings } = adopted;
  if (!tunnel) throw noTunnel(host, wg, interfaces);
  const { publicKey, ...rest } = tunnel;
  return { tunnel: withPublicKey(rest, publicKey, source), warnings };
}

const hostFailed = (host: string, why: string): UserError =>
  new UserError(EXIT.rolledBack, 'unreachable', `Cannot read ${host}: ${why}`, {
    hint: 'check the connection, or copy the wg-quick file here, and use --file',
  });

const noTunnel = (host: string, wg: string, others: readonly string[]): UserError =>
  new UserError(
    EXIT.notFound,
    'not-found',
    `${host} has no interface ${wg} and no /etc/wireguard/${wg}.conf`,
    {
      hint:
        others.length === 0
          ? 'check that it is the right host: it has no WireGuard interface at all'
          : `choose another one: --interface ${others.map((name) => visible(name)).join(' or --interface ')}`,
    },
  );

/** Returns the tunnel with its public key, which is that of its private key or the given one. */
function withPublicKey(
  tunnel: Omit<FoundTunnel, 'publicKey'>,
  own: PublicKey | undefined,
  { publicKey: given, withKey }: TunnelSource,
): FoundTunnel {
  if (own && given && own !== given)
    throw validationError(
      'key-mismatch',
      `The private key of ${tunnel.source} has the public key ${own}, not ${given}`,
      'omit --public-key',
    );
  const publicKey = own ?? given;
  if (!publicKey)
    throw usage(
      `${tunnel.source} has no PrivateKey`,
      'give its public key, as `wg show` prints it on the host: --public-key <key>',
    );
  if (withKey && !(tunnel.privateKey instanceof Secret))
    throw usage(`${tunnel.source} has no PrivateKey`, 'omit --with-key');
  return { ...tunnel, publicKey };
}

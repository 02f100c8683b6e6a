/** `gateway import`. */
import { missingValue, usage } from '../errors.ts';
import type { Cidr, Ip } from '../model/address/cidr.ts';
import { parseAnyTunnelSubnet, parseCidr, parseIp } from '../model/address/parse.ts';
import { badValue } from '../model/bad-value.ts';
import {
  type EndpointChange,
  parseEndpointChange,
  parseSshTarget,
  type SshTarget,
} from '../model/endpoint.ts';
import type { ClientChoice } from '../model/transitions/import-gateway.ts';
import {
  type InterfaceName,
  isPublicKey,
  type Name,
  type Owner,
  type PublicKey,
  parseInterfaceName,
  parseName,
  parseOwner,
  parsePublicKey,
} from '../model/values.ts';
import type { Flag } from './flag.ts';
import { noEndpointFlag, throwIfBothEndpoints, throwIfExclusive } from './gateway-settings.ts';
import { grouped, listFlag, pathFlag, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

interface ImportFlags {
  readonly file?: string;
  readonly ssh?: SshTarget;
  readonly local?: boolean;
  readonly interface?: InterfaceName;
  readonly withKey?: boolean;
  readonly publicKey?: PublicKey;
  readonly vpc?: Name;
  readonly cidr?: Cidr[];
  readonly location?: Name;
  readonly endpoint?: EndpointChange;
  readonly noEndpoint?: boolean;
  readonly lanAddress?: Ip[];
  readonly tunnelSubnet?: Cidr[];
  readonly client?: ClientChoice[];
  readonly owner?: Owner;
}

/** Parses `<public key or network>=<name>`. Keys end with an equals sign of their own. */
function parseClient(text: string): ClientChoice {
  const at = text.lastIndexOf('=');
  const [peer, name] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (at < 0 || peer === '' || name === '')
    throw badValue(
      'client',
      text,
      'write a public key or one of the AllowedIPs, and a name: 10.99.1.5/32=laptop',
    );
  return {
    peer: isPublicKey(peer) ? peer : parseCidr(peer, 'network'),
    name: parseName(name, 'client name'),
  };
}

const sourceFlags = (): Flag[] =>
  grouped('Source flags', [
    pathFlag('--file <path>', 'wg-quick file, or - for stdin', 'file'),
    valueFlag(
      '--ssh <[user@]host[:port]>',
      'SSH target to read the live interface from, and to deploy to',
      'nothing',
      parseSshTarget,
    ),
    switchFlag('--local', 'read the live interface of this host'),
    valueFlag('--interface <name>', 'name of the interface', 'nothing', parseInterfaceName).describeDefault(
      'name of the file, or wg0',
    ),
    switchFlag('--with-key', 'store the private key in the plan'),
    valueFlag('--public-key <key>', 'public key, if the file has no private key', 'nothing', parsePublicKey),
  ]);

export const IMPORT: Verb = {
  usage: 'import <name>',
  createsState: true,
  asks: true,
  dryRuns: true,
  summary: 'Import a gateway that already runs WireGuard',
  completes: ['nothing'],
  headline: (names) => `cannot import ${objectsNamed('gateway', names)}`,
  description: [
    'Imports the interface, port, MTU, addresses, and peers of a tunnel from a wg-quick file or a live host, and changes',
    'nothing there. The private key stays on the host unless --with-key is given. Peers with the key of another gateway',
    'become peerings, and peers named with --client become clients. Other peers stay on the interface. Hooks are listed',
    'but never run.',
  ].join(' '),
  examples: [
    'peerway gateway import seoul --file wg0.conf --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
    'peerway gateway import osaka --ssh root@203.0.113.2 --vpc osaka --endpoint 203.0.113.2 --client 10.99.2.5/32=laptop',
  ],
  flags: () => [
    ...sourceFlags(),
    ...grouped('VPC flags', [
      valueFlag('--vpc <vpc>', 'VPC of the gateway', 'vpc', (text) => parseName(text, 'VPC name')),
      listFlag('--cidr <cidr...>', 'networks of a new VPC with the name of the gateway', 'nothing', (text) =>
        parseCidr(text),
      ),
      valueFlag('--location <name>', 'location of the new VPC', 'location', (text) =>
        parseName(text, 'location name'),
      ),
    ]),
    ...grouped('Gateway flags', [
      valueFlag(
        '--endpoint <host[:port]>',
        'public address and UDP port',
        'nothing',
        parseEndpointChange,
      ).describeDefault('port of the tunnel'),
      noEndpointFlag(),
      listFlag('--lan-address <ip...>', 'addresses in the VPC, one IPv4 and one IPv6', 'nothing', (text) =>
        parseIp(text, 'LAN address'),
      ),
      listFlag(
        '--tunnel-subnet <cidr...>',
        'pool of tunnel addresses, which contains those of the interface',
        'nothing',
        parseAnyTunnelSubnet,
      ).describeDefault('derived from the peers'),
      listFlag('--client <peer=name...>', 'peers to import as clients', 'nothing', parseClient),
    ]),
    ...grouped('Plan flags', [
      valueFlag('--owner <owner>', 'owner of the gateway', 'owner', parseOwner).describeDefault(
        'acting owner',
      ),
    ]),
  ],
  invoke: (text: string, flags: ImportFlags) => {
    const { file, ssh, local = false, withKey = false, publicKey, interface: wg, ...rest } = flags;
    const name = parseName(text, 'gateway name');
    throwUnlessOneSource(flags);
    throwIfExclusive(rest.vpc, rest.cidr ?? [], rest.location);
    const source = {
      local,
      withKey,
      ...(file === undefined ? {} : { file }),
      ...(ssh ? { ssh } : {}),
      ...(wg ? { interface: wg } : {}),
      ...(publicKey ? { publicKey } : {}),
    };
    throwIfBothEndpoints(rest.endpoint, rest.noEndpoint);
    const { cidr = [], lanAddress = [], tunnelSubnet = [], client = [], noEndpoint, ...given } = rest;
    const lists = { cidrs: cidr, lanAddresses: lanAddress, tunnelSubnets: tunnelSubnet, clients: client };
    const draft = {
      name,
      ...given,
      ...lists,
      ...(ssh ? { ssh } : {}),
      ...(noEndpoint ? { endpoint: 'none' as const } : {}),
    };
    return async (ports) => {
      const { findTunnel } = await import('../commands/gateway/found-tunnel.ts');
      const { gatewayImport } = await import('../commands/gateway/import.ts');
      const { promptForImport, throwIfMissing } = await import('../prompts/gateway-import.ts');
      throwIfMissing(draft, ports);
      const found = await findTunnel(source, ports);
      return gatewayImport(await promptForImport(draft, found.tunnel, ports), found, ports);
    };
  },
};

/** A file may be combined with the SSH target of a later deploy. */
function throwUnlessOneSource({ file, ssh, local = false }: ImportFlags): void {
  if (file === undefined && !ssh && !local)
    throw missingValue('--file <path>, --ssh <host> or --local', 'choose one of them');
  if (local && (ssh || file !== undefined))
    throw usage(`--local and ${ssh ? '--ssh' : '--file'} cannot be used together`, 'use only one of them');
}

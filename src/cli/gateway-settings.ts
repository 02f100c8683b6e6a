/** `gateway create` and `gateway update`: what a gateway is made with and may be changed to. */
import { usage } from '../errors.ts';
import type { Cidr, Ip } from '../model/address/cidr.ts';
import { parseCidr, parseIp, parseTunnelSubnet } from '../model/address/parse.ts';
import { type Endpoint, parseEndpoint, parseSshTarget, type SshTarget } from '../model/endpoint.ts';
import { GATEWAY_STATUSES, type GatewayStatus } from '../model/state.ts';
import type { GatewayUpdate } from '../model/transitions/gateway.ts';
import {
  type InterfaceName,
  type Name,
  type Owner,
  type PublicKey,
  parseInterfaceName,
  parseMtu,
  parseName,
  parseOwner,
  parsePublicKey,
} from '../model/values.ts';
import type { Flag } from './flag.ts';
import { choiceFlag, grouped, listFlag, type Verb, valueFlag } from './grammar.ts';

interface SettingFlags {
  readonly endpoint?: Endpoint;
  readonly tunnelSubnet?: Cidr[];
  readonly interface?: InterfaceName;
  readonly mtu?: number;
  readonly lanAddress?: Ip[];
  readonly ssh?: SshTarget;
  readonly publicKey?: PublicKey;
  readonly status?: GatewayStatus;
  readonly owner?: Owner;
}

/** Flags of what a gateway is made with and may be changed to. */
const settingFlags = (): Flag[] => [
  ...grouped('How it is reached', [
    valueFlag(
      '--endpoint <host[:port]>',
      'where it is reached over UDP; port 51820 if none is named',
      'nothing',
      parseEndpoint,
    ),
    listFlag('--lan-address <ip...>', 'its address in the VPC, one IPv4 and one IPv6', 'nothing', (text) =>
      parseIp(text, 'LAN address'),
    ),
    valueFlag(
      '--ssh <[user@]host[:port]>',
      'where it is reached over SSH; a new gateway is then pending until its first deploy',
      'nothing',
      parseSshTarget,
    ),
  ]),
  ...grouped('Its tunnel', [
    listFlag(
      '--tunnel-subnet <cidr...>',
      'its address pool, one IPv4 and one IPv6',
      'nothing',
      parseTunnelSubnet,
    ),
    valueFlag(
      '--interface <name>',
      'WireGuard interface; wg0 unless it is named',
      'nothing',
      parseInterfaceName,
    ),
    valueFlag('--mtu <bytes>', 'of the interface; 1420 unless it is named', 'nothing', parseMtu),
    valueFlag('--public-key <key>', 'of a key pair that stays on the gateway', 'nothing', parsePublicKey),
  ]),
  ...grouped('In the plan', [
    choiceFlag('--status <status>', 'only active ones are peered', GATEWAY_STATUSES),
    valueFlag('--owner <owner>', 'whose it is; else whoever acts', 'owner', parseOwner),
  ]),
];

/** 1500 bytes less what WireGuard adds over IPv6: 40 + 8 + 32 (wireguard.com, "Protocol & Cryptography"). */
const DEFAULT_MTU = 1420;

export const CREATE: Verb = {
  usage: 'create [name]',
  asks: true,
  summary: 'Put a gateway into the plan',
  completes: ['nothing'],
  description: [
    'A key pair is made unless --public-key brings one; the tunnel subnet is the next free /24 of the pool (the',
    'preference tunnel-pool) unless it is named. With --cidr in place of --vpc, a VPC of the same name is made too.',
  ].join(' '),
  examples: [
    'peerway gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    'peerway gateway create osaka --vpc osaka --endpoint vpn.osaka.example:51820 --lan-address 172.31.0.2',
  ],
  flags: () => [
    ...grouped('Its VPC', [
      valueFlag('--vpc <vpc>', 'the VPC it is in', 'vpc', (text) => parseName(text, 'VPC name')),
      listFlag('--cidr <cidr...>', 'the networks of a new VPC with the same name', 'nothing', (text) =>
        parseCidr(text),
      ),
      valueFlag('--location <name>', 'where that new VPC is', 'location', (text) =>
        parseName(text, 'location name'),
      ),
    ]),
    ...settingFlags(),
  ],
  invoke: (
    text: string | undefined,
    {
      cidr = [],
      tunnelSubnet = [],
      lanAddress = [],
      ...rest
    }: SettingFlags & { vpc?: Name; cidr?: Cidr[]; location?: Name },
  ) => {
    throwIfAtOdds(rest.vpc, cidr, rest.location);
    const name = text === undefined ? undefined : parseName(text, 'gateway name');
    const defaults = { interface: parseInterfaceName('wg0'), mtu: DEFAULT_MTU };
    const lists = { cidrs: cidr, tunnelSubnets: tunnelSubnet, lanAddresses: lanAddress };
    const draft = { ...defaults, ...rest, ...lists };
    return async (ports) => {
      const { gatewayCreate } = await import('../commands/gateway/create.ts');
      const { endpoint } = rest;
      if (name && endpoint && (rest.vpc || cidr.length > 0))
        return gatewayCreate({ ...draft, name, endpoint }, ports);
      const { promptForGateway } = await import('../prompts/gateway.ts');
      return gatewayCreate(await promptForGateway({ ...draft, ...(name ? { name } : {}) }, ports), ports);
    };
  },
};

/** Flags that exclude each other. */
function throwIfAtOdds(vpc: Name | undefined, cidrs: readonly Cidr[], location: Name | undefined): void {
  if (vpc && cidrs.length > 0)
    throw usage('--vpc and --cidr exclude each other', 'name a VPC that is there, or the CIDRs of a new one');
  if (vpc && location)
    throw usage(
      '--location goes with --cidr',
      `\`peerway vpc update ${vpc} --location ${location}\` moves the VPC`,
    );
}

export const UPDATE: Verb = {
  usage: 'update <name>',
  summary: 'Change a gateway',
  completes: ['gateway'],
  description: 'Its peerings are checked again; a change that would break one is refused.',
  examples: [
    'peerway gateway update seoul --lan-address 10.0.0.2',
    'peerway gateway update seoul --status inactive',
  ],
  flags: settingFlags,
  invoke: (name: string, { tunnelSubnet, lanAddress, ...rest }: SettingFlags) => {
    const lists = {
      ...(tunnelSubnet ? { tunnelSubnets: tunnelSubnet } : {}),
      ...(lanAddress ? { lanAddresses: lanAddress } : {}),
    };
    const change: GatewayUpdate = { ...rest, ...lists };
    return async (ports) =>
      (await import('../commands/gateway/update.ts')).gatewayUpdate(name, change, ports);
  },
};

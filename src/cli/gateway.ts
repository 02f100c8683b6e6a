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
  parseWhole,
} from '../model/values.ts';
import { GATEWAY_CLOUD_FORMATS, type GatewayCloudFormat } from '../render/cloud-format-names.ts';
import { FORMAT_NAMES, type Format } from '../render/format-names.ts';
import type { Flag } from './flag.ts';
import {
  choiceFlag,
  grouped,
  listFlag,
  type Noun,
  pathFlag,
  switchFlag,
  type Verb,
  valueFlag,
} from './grammar.ts';
import { mineFlag } from './vpc.ts';

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
      'where it is reached over SSH; makes it pending until --status active',
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

const create: Verb = {
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
    return async (context) => {
      const { gatewayCreate } = await import('../commands/gateway/create.ts');
      const { endpoint } = rest;
      if (name && endpoint && (rest.vpc || cidr.length > 0))
        return gatewayCreate({ ...draft, name, endpoint }, context);
      const { askGateway } = await import('../prompts/gateway.ts');
      return gatewayCreate(await askGateway({ ...draft, ...(name ? { name } : {}) }, context), context);
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

const update: Verb = {
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
    return async (context) =>
      (await import('../commands/gateway/update.ts')).gatewayUpdate(name, change, context);
  },
};

const render: Verb = {
  usage: 'render <gateway>',
  summary: 'Render what a gateway has to be, with its keys',
  completes: ['gateway'],
  description: 'One format goes to stdout; with --out, files (0600) go to a folder.',
  examples: [
    'peerway gateway render seoul --format nftables',
    'peerway gateway render seoul --format all --out ./seoul',
  ],
  flags: () => [
    choiceFlag('--format <format>', 'what to render', [
      ...FORMAT_NAMES,
      ...GATEWAY_CLOUD_FORMATS,
      'all',
    ]).default('wg-quick'),
    pathFlag('--out <dir>', 'folder to write to', 'folder'),
  ],
  invoke:
    (gateway: string, flags: { format: Format | GatewayCloudFormat | 'all'; out?: string }) =>
    async (context) =>
      (await import('../commands/gateway/render.ts')).gatewayRender({ gateway, ...flags }, context),
};

/** Which gateways, and how many of them at a time. */
const reachFlags = (): Flag[] => [
  switchFlag('--all', 'every gateway with an SSH target'),
  switchFlag('--local', 'this host is the gateway; no SSH'),
  valueFlag('--concurrency <n>', 'gateways at a time; 8 unless it is named', 'nothing', (text) =>
    parseWhole(text, 'number of gateways', 1, 100),
  ),
];

interface ReachFlags {
  readonly all?: boolean;
  readonly local?: boolean;
  readonly concurrency?: number;
}

const reachOf = (names: readonly string[], { all = false, local = false, concurrency = 8 }: ReachFlags) => ({
  names,
  all,
  local,
  concurrency,
});

const deploy: Verb = {
  usage: 'deploy [gateway...]',
  lists: async () => (await import('../commands/gateway/deploy.ts')).DEPLOY_COLUMNS,
  completes: ['gateway'],
  summary: 'Make gateways what the plan says, with a rollback that cannot be cut off',
  description: [
    'Each gateway is looked at, and what would change is shown and asked about. A rollback is armed on the gateway',
    'itself; the change is confirmed over a new connection and by handshakes, or it is taken back. Gateways of one',
    'peering answer each other, so both are changed before either is confirmed.',
  ].join(' '),
  examples: [
    'peerway gateway deploy seoul osaka --yes',
    'peerway gateway deploy --peering seoul-osaka --yes',
  ],
  flags: () => [
    valueFlag(
      '--peering <name>',
      'both gateways of it: both are changed or neither',
      'peering',
      (text) => text,
    ),
    ...reachFlags(),
    valueFlag(
      '--confirm-within <seconds>',
      'after that a gateway takes the change back; 60 unless it is named',
      'nothing',
      (text) => parseWhole(text, 'number of seconds', 5, 3600),
    ),
    switchFlag(
      '--key-on-host',
      'have each make its own key, which never leaves it; deploy its peers afterwards',
    ),
    switchFlag(
      '--prune-foreign-peers',
      'take away peers that are neither in the plan nor of an earlier deploy',
    ),
  ],
  invoke: (
    names: string[],
    flags: ReachFlags & {
      peering?: string;
      confirmWithin?: number;
      pruneForeignPeers?: boolean;
      keyOnHost?: boolean;
    },
  ) => {
    const {
      peering,
      confirmWithin: secondsToConfirm = 60,
      pruneForeignPeers = false,
      keyOnHost = false,
    } = flags;
    const intent = {
      ...reachOf(names, flags),
      ...(peering ? { peering } : {}),
      secondsToConfirm,
      pruneForeignPeers,
      keyOnHost,
    };
    return async (context) => (await import('../commands/gateway/deploy.ts')).gatewayDeploy(intent, context);
  },
};

const diff: Verb = {
  usage: 'diff [gateway...]',
  lists: async () => (await import('../commands/gateway/diff.ts')).DIFF_COLUMNS,
  completes: ['gateway'],
  summary: 'Tell what differs between live gateways and the plan',
  description: 'Nothing and exit 0 when all are as planned, exit 3 when not.',
  examples: ['peerway gateway diff seoul', 'peerway gateway diff --all -o json'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (context) =>
    (await import('../commands/gateway/diff.ts')).gatewayDiff(reachOf(names, flags), context),
};

const status: Verb = {
  usage: 'status [gateway...]',
  lists: async () => (await import('../commands/gateway/status.ts')).STATUS_COLUMNS,
  completes: ['gateway'],
  summary: 'Show the peers of live gateways: handshake, endpoint, transfer',
  description:
    'What breaks traffic though all looks right is warned of: forwarding off, a strict reverse-path filter, another table that drops, a network of the host that overlaps a peered one.',
  examples: ['peerway gateway status seoul', 'peerway gateway status --all --filter state!=up'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (context) =>
    (await import('../commands/gateway/status.ts')).gatewayStatus(reachOf(names, flags), context),
};

export const GATEWAY: Noun = {
  name: 'gateway',
  summary: 'VPN gateways: Linux hosts with WireGuard, one side of each peering',
  verbs: [
    create,
    {
      usage: 'list',
      lists: async () => (await import('../commands/gateway/view.ts')).GATEWAY_COLUMNS,
      alias: 'ls',
      summary: 'List gateways',
      examples: ['peerway gateway list', 'peerway gateway list --mine -o json'],
      flags: () => [mineFlag()],
      invoke:
        ({ mine = false }: { mine?: boolean }) =>
        async (context) =>
          (await import('../commands/gateway/list.ts')).gatewayList({ mine }, context),
    },
    {
      usage: 'show <name>',
      summary: 'Show a gateway and what it has to do',
      completes: ['gateway'],
      examples: ['peerway gateway show seoul'],
      invoke: (name: string) => async (context) =>
        (await import('../commands/gateway/show.ts')).gatewayShow(name, context),
    },
    update,
    {
      usage: 'delete [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Take gateways out of the plan',
      completes: ['gateway'],
      description: 'Their peerings go with them, on both sides, and so do their clients.',
      examples: ['peerway gateway delete osaka --yes'],
      invoke: (names: string[]) => async (context) => {
        const { gatewayDelete } = await import('../commands/gateway/delete.ts');
        if (names.length > 0) return gatewayDelete(names, context);
        const { askGatewayToDelete } = await import('../prompts/peers.ts');
        return gatewayDelete([await askGatewayToDelete(context)], context);
      },
    },
    {
      usage: 'peers <gateway>',
      lists: async () => (await import('../commands/gateway/peers.ts')).PEER_COLUMNS,
      summary: 'List the peers of a gateway: its peerings and clients',
      completes: ['gateway'],
      examples: ['peerway gateway peers seoul'],
      invoke: (gateway: string) => async (context) =>
        (await import('../commands/gateway/peers.ts')).gatewayPeers(gateway, context),
    },
    render,
    deploy,
    diff,
    status,
  ],
  nouns: [
    {
      name: 'peer',
      summary: 'One peer of a gateway',
      verbs: [
        {
          usage: 'delete [gateway] [peer]',
          asks: true,
          alias: 'rm',
          summary: 'Delete a peer of a gateway',
          completes: ['gateway', 'peer'],
          description:
            'The peer of a peering, vpc-peering-<remote gateway>, goes on both sides with its peering.',
          examples: ['peerway gateway peer delete seoul vpc-peering-osaka --yes'],
          invoke: (gateway: string | undefined, peer: string | undefined) => async (context) => {
            const { gatewayPeerDelete } = await import('../commands/gateway/peer-delete.ts');
            if (gateway !== undefined && peer !== undefined) return gatewayPeerDelete(gateway, peer, context);
            const { askPeer } = await import('../prompts/peers.ts');
            const asked = await askPeer(gateway, context);
            return gatewayPeerDelete(asked.gateway, asked.peer, context);
          },
        },
      ],
    },
  ],
};

import { formatsOfAll } from '../providers/formats.ts';
import { type DeleteFlags, deleting } from './deleting.ts';
import { IMPORT } from './gateway-import.ts';
import { DEPLOY, DIFF, STATUS } from './gateway-live.ts';
import { CREATE, UPDATE } from './gateway-settings.ts';
import { choiceFlag, ifExistsFlag, type Noun, pathFlag, switchFlag, type Verb } from './grammar.ts';
import { objectOfGateway, objectsNamed } from './headline.ts';
import { renameVerb } from './renaming.ts';
import { ROTATE_KEY } from './rotation.ts';
import { mineFlag } from './vpc.ts';

const render: Verb = {
  usage: 'render <gateway>',
  summary: 'Render the configuration of a gateway',
  completes: ['gateway'],
  description: [
    'Prints one format, including keys. With --out, writes files with mode 0600. On devices other than Linux, which',
    'peerway does not deploy to, --out also writes a file that removes it.',
  ].join(' '),
  examples: [
    'peerway gateway render seoul --format nftables',
    'peerway gateway render seoul --format all --out ./seoul',
    'peerway gateway render kyoto --undo',
  ],
  flags: () => [
    choiceFlag('--format <format>', 'output format', [...formatsOfAll(), 'all']).describeDefault(
      'wg-quick, or the format of its device',
    ),
    pathFlag('--out <dir>', 'output folder', 'folder'),
    switchFlag('--undo', 'render the file that removes it from a device other than Linux'),
  ],
  invoke: (gateway: string, flags: { format?: string; out?: string; undo?: boolean }) => async (ports) =>
    (await import('../commands/gateway/render.ts')).gatewayRender({ gateway, ...flags }, ports),
};

export const GATEWAY: Noun = {
  name: 'gateway',
  topics: ['deploy', 'wireguard', 'devices', 'existing-tunnels'],
  summary: 'Manage VPN gateways',
  description:
    'A gateway runs WireGuard for its VPC, on Linux or another device. It is one side of each of its peerings.',
  verbs: [
    CREATE,
    {
      usage: 'list',
      lists: async () => (await import('../commands/gateway/view.ts')).GATEWAY_COLUMNS,
      alias: 'ls',
      summary: 'List gateways',
      examples: ['peerway gateway list', 'peerway gateway list --mine -o json'],
      flags: () => [mineFlag()],
      invoke:
        ({ mine = false }: { mine?: boolean }) =>
        async (ports) =>
          (await import('../commands/gateway/list.ts')).gatewayList({ mine }, ports),
    },
    {
      usage: 'show <name>',
      summary: 'Show a gateway and its configuration',
      completes: ['gateway'],
      examples: ['peerway gateway show seoul'],
      invoke: (name: string) => async (ports) =>
        (await import('../commands/gateway/show.ts')).gatewayShow(name, ports),
    },
    UPDATE,
    renameVerb({
      kind: 'gateway',
      label: 'gateway',
      completes: 'gateway',
      description:
        'Its peerings and clients follow. Names are only comments on the hosts, so no deployment and no new client configuration is needed.',
      example: 'peerway gateway rename osaka osaka-1',
    }),
    {
      usage: 'delete [name...]',
      dryRuns: true,
      asks: true,
      alias: 'rm',
      summary: 'Delete gateways',
      completes: ['gateway'],
      description: 'Also deletes their clients, and their peerings on both sides.',
      examples: ['peerway gateway delete osaka --yes'],
      flags: () => [ifExistsFlag()],
      invoke: (names: string[], flags: DeleteFlags) => async (ports) => {
        const { gatewayDelete } = await import('../commands/gateway/delete.ts');
        if (names.length > 0)
          return deleting({ kind: 'gateway', names, ...flags }, ports, (present) =>
            gatewayDelete(present, ports),
          );
        const { promptForGatewayToDelete } = await import('../prompts/peers.ts');
        return gatewayDelete([await promptForGatewayToDelete(ports)], ports);
      },
    },
    IMPORT,
    {
      usage: 'peers <gateway>',
      lists: async () => (await import('../commands/gateway/peers.ts')).PEER_COLUMNS,
      summary: 'List the peers of a gateway',
      headline: (names) => `cannot list the peers of ${objectsNamed('gateway', names)}`,
      description:
        'Peers are the remote gateways of its peerings, its clients, and the foreign peers that an import found. Disabled ones are listed, too: they keep their tunnel addresses.',
      completes: ['gateway'],
      examples: ['peerway gateway peers seoul'],
      invoke: (gateway: string) => async (ports) =>
        (await import('../commands/gateway/peers.ts')).gatewayPeers(gateway, ports),
    },
    render,
    ROTATE_KEY,
    DEPLOY,
    DIFF,
    STATUS,
  ],
  nouns: [
    {
      name: 'peer',
      summary: 'Manage the peers of a gateway',
      verbs: [
        {
          usage: 'delete [gateway] [peer]',
          dryRuns: true,
          asks: true,
          alias: 'rm',
          summary: 'Delete a peer of a gateway',
          headline: ([gateway, peer]) => `cannot delete ${objectOfGateway('peer', 'of', gateway, peer)}`,
          completes: ['gateway', 'peer'],
          description:
            'Deleting the peer of a peering, vpc-peering-<remote gateway>, deletes the peering on both sides.',
          examples: ['peerway gateway peer delete seoul vpc-peering-osaka --yes'],
          flags: () => [ifExistsFlag()],
          invoke:
            (gateway: string | undefined, peer: string | undefined, flags: DeleteFlags) => async (ports) => {
              const { gatewayPeerDelete } = await import('../commands/gateway/peer-delete.ts');
              if (gateway !== undefined && peer !== undefined)
                return deleting({ kind: 'peer', names: [peer], gateway, ...flags }, ports, () =>
                  gatewayPeerDelete(gateway, peer, ports),
                );
              const { promptForPeerToDelete } = await import('../prompts/peers.ts');
              const asked = await promptForPeerToDelete(gateway, ports);
              return gatewayPeerDelete(asked.gateway, asked.peer, ports);
            },
        },
      ],
    },
  ],
};

import type { Context } from '../context.ts';
import { PEERING_STATUSES, type PeeringStatus, VIAS, type Via } from '../model/state.ts';
import { type Name, parseName } from '../model/values.ts';
import { FORMAT_NAMES, type Format } from '../render/format-names.ts';
import { choiceFlag, type Noun, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { mineFlag } from './vpc.ts';

interface CreateFlags {
  readonly name?: Name;
  readonly via: Via;
  readonly request?: boolean;
  readonly dryRun?: boolean;
}

const create: Verb = {
  usage: 'create [a] [b]',
  asks: true,
  summary: 'Peer two gateways',
  completes: ['gateway', 'peerable'],
  description: [
    'Tunnel addresses, a preshared key, AllowedIPs, routes and firewall rules are worked out for both sides. Where the',
    'gateways have different owners, or with --request, it waits 7 days for `peering accept`.',
  ].join(' '),
  examples: ['peerway peering create seoul osaka', 'peerway peering create seoul osaka --dry-run'],
  flags: () => [
    valueFlag('--name <name>', 'its name; else <a>-<b>', 'nothing', (text) =>
      parseName(text, 'peering name'),
    ),
    choiceFlag('--via <via>', 'what carries it', VIAS).default('wireguard'),
    switchFlag('--request', 'ask for acceptance even where both sides are yours'),
    switchFlag('--dry-run', 'say what would change, and change nothing'),
  ],
  invoke: (
    a: string | undefined,
    b: string | undefined,
    { name, request = false, dryRun = false }: CreateFlags,
  ) => {
    const gateways = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const draft = { ...gateways, ...(name ? { name } : {}), request, dryRun };
    return async (context) => {
      const { peeringCreate } = await import('../commands/peering/create.ts');
      if (a !== undefined && b !== undefined) return peeringCreate({ ...draft, a, b }, context);
      const { askPeeringCreate } = await import('../prompts/peering.ts');
      return peeringCreate(await askPeeringCreate(draft, context), context);
    };
  },
};

const list: Verb = {
  usage: 'list',
  lists: async () => (await import('../commands/peering/view.ts')).PEERING_COLUMNS,
  alias: 'ls',
  summary: 'List peerings',
  examples: ['peerway peering list', 'peerway peering list --status pending-acceptance -o name'],
  flags: () => [
    choiceFlag('--status <status>', 'only those in this status', PEERING_STATUSES),
    valueFlag('--gateway <gateway>', 'only those of this gateway', 'gateway', (text) => text),
    choiceFlag('--via <via>', 'only those of this kind', VIAS),
    mineFlag(),
  ],
  invoke:
    ({ mine = false, ...rest }: { status?: PeeringStatus; gateway?: string; via?: Via; mine?: boolean }) =>
    async (context) =>
      (await import('../commands/peering/list.ts')).peeringList({ mine, ...rest }, context),
};

const render: Verb = {
  usage: 'render <name>',
  summary: 'Render what a peering puts on each side, without keys',
  completes: ['peering'],
  description:
    'To be read. The files for the gateways, with everything on them, come from `peerway gateway render`.',
  examples: [
    'peerway peering render seoul-osaka --format nftables',
    'peerway peering render seoul-osaka --side osaka --format wg',
  ],
  flags: () => [
    valueFlag('--side <gateway>', 'one side only', 'side', (text) => text),
    choiceFlag('--format <format>', 'what to render', FORMAT_NAMES).default('wg-quick'),
  ],
  invoke: (peering: string, flags: { side?: string; format: Format }) => async (context) =>
    (await import('../commands/peering/render.ts')).peeringRender({ peering, ...flags }, context),
};

/** A request to answer, where the command line names none. */
const askRequest = async (verb: 'accept' | 'reject', context: Context): Promise<string> =>
  (await import('../prompts/peering.ts')).askRequest(verb, context);

export const PEERING: Noun = {
  name: 'peering',
  summary: 'Connections of two VPCs',
  verbs: [
    create,
    {
      usage: 'accept [name]',
      asks: true,
      summary: 'Accept a request',
      completes: ['pending'],
      examples: ['peerway peering accept seoul-osaka --as bob'],
      invoke: (name: string | undefined) => async (context) => {
        const { peeringAccept } = await import('../commands/peering/accept.ts');
        return peeringAccept(name ?? (await askRequest('accept', context)), context);
      },
    },
    {
      usage: 'reject [name]',
      asks: true,
      summary: 'Turn a request down',
      completes: ['pending'],
      examples: ['peerway peering reject seoul-osaka --as bob'],
      invoke: (name: string | undefined) => async (context) => {
        const { peeringReject } = await import('../commands/peering/reject.ts');
        return peeringReject(name ?? (await askRequest('reject', context)), context);
      },
    },
    list,
    {
      usage: 'show <name...>',
      summary: 'Show peerings and what they put on each side',
      completes: ['peering'],
      examples: ['peerway peering show seoul-osaka'],
      invoke: (names: string[]) => async (context) =>
        (await import('../commands/peering/show.ts')).peeringShow(names, context),
    },
    {
      usage: 'delete [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Take peerings off both of their sides',
      completes: ['peering'],
      examples: ['peerway peering delete seoul-osaka --yes'],
      invoke: (names: string[]) => async (context) => {
        const { peeringDelete } = await import('../commands/peering/delete.ts');
        if (names.length > 0) return peeringDelete(names, context);
        return peeringDelete([await (await import('../prompts/peering.ts')).askPeering(context)], context);
      },
    },
    render,
  ],
};

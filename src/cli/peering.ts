import { PEERING_STATUSES, type PeeringStatus, type Via } from '../model/peering.ts';
import { formatsOfAll } from '../providers/formats.ts';
import { DEFAULT_VIA, specs } from '../providers/registry.ts';
import { choiceFlag, type Noun, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';
import { ACCEPT, REJECT, REQUESTS } from './peering-answer.ts';
import { CREATE } from './peering-create.ts';
import { DELETE } from './peering-delete.ts';
import { DISABLE, ENABLE } from './peering-disable.ts';
import { UPDATE } from './peering-update.ts';
import type { Values } from './provider.ts';
import { accessFlags, fixFlags, fixFrom, reachFlags, reachFrom } from './provider-flags.ts';
import { renameVerb } from './renaming.ts';
import { ROTATE_PSK } from './rotation.ts';
import { mineFlag } from './vpc.ts';

const list: Verb = {
  usage: 'list',
  lists: async () => (await import('../commands/peering/view.ts')).PEERING_LIST_COLUMNS,
  alias: 'ls',
  summary: 'List peerings',
  examples: ['peerway peering list', 'peerway peering list --status pending-acceptance -o name'],
  flags: () => [
    choiceFlag('--status <status>', 'peering status', PEERING_STATUSES),
    valueFlag('--gateway <gateway>', 'gateway whose peerings to list', 'gateway', (text) => text),
    choiceFlag(
      '--via <via>',
      'transport',
      specs.all.map(({ via }) => via),
    ),
    mineFlag(),
  ],
  invoke:
    ({ mine = false, ...rest }: { status?: PeeringStatus; gateway?: string; via?: Via; mine?: boolean }) =>
    async (ports) =>
      (await import('../commands/peering/list.ts')).peeringList({ mine, ...rest }, ports),
};

interface RenderFlags extends Values {
  readonly side?: string;
  readonly format?: string;
  readonly undo?: boolean;
}

const render: Verb = {
  usage: 'render <name>',
  summary: 'Render the configuration of each side of a peering',
  completes: ['peering'],
  description: [
    'For gateways, prints only the part of this peering, without keys; `peerway gateway render` prints complete',
    'files. For cloud peerings, prints the commands or the Terraform configuration that each side needs.',
  ].join(' '),
  examples: [
    'peerway peering render shop-cache --side cache --format steps',
    'peerway peering render shop-cache --format terraform',
    'peerway peering render seoul-osaka --format nftables',
    'peerway peering render seoul-osaka --side osaka --format wg',
  ],
  flags: () => [
    valueFlag('--side <name>', 'gateway or VPC whose side to render', 'side', (text) => text),
    choiceFlag('--format <format>', 'output format', formatsOfAll()).describeDefault(defaultFormats()),
    switchFlag('--undo', 'render the removal of a cloud peering'),
    ...accessFlags(),
  ],
  invoke: (peering: string, flags: RenderFlags) => async (ports) => {
    const { undo = false, side, format } = flags;
    const { side: _, ...reach } = reachFrom(flags);
    const { accessOf } = await import('../commands/peering/reach.ts');
    const access = accessOf(await ports.state.read(), peering, reach);
    const { peeringRender } = await import('../commands/peering/render.ts');
    const given = { ...(side === undefined ? {} : { side }), ...(format === undefined ? {} : { format }) };
    return peeringRender({ peering, undo, access, ...given }, ports);
  },
};

const defaultFormats = (): string => `${specs.of(DEFAULT_VIA).formats[0]}, or by device or cloud`;

export const PEERING: Noun = {
  name: 'peering',
  topics: ['concepts', 'clouds'],
  summary: 'Manage peerings',
  description:
    'A peering connects two VPCs, either through a WireGuard gateway in each or through VPC peering of their cloud.',
  verbs: [
    CREATE,
    ACCEPT,
    REJECT,
    REQUESTS,
    list,
    {
      usage: 'show <name...>',
      summary: 'Show peerings and the configuration of each side',
      completes: ['peering'],
      examples: ['peerway peering show seoul-osaka'],
      invoke: (names: string[]) => async (ports) =>
        (await import('../commands/peering/show.ts')).peeringShow(names, ports),
    },
    UPDATE,
    DISABLE,
    ENABLE,
    renameVerb({
      kind: 'peering',
      label: 'peering',
      completes: 'peering',
      description: 'A cloud peering that already exists keeps its name at the provider.',
      example: 'peerway peering rename seoul-osaka korea-japan',
    }),
    ROTATE_PSK,
    DELETE,
    {
      usage: 'refresh [name...]',
      lists: async () => (await import('../commands/peering/refresh.ts')).REFRESH_COLUMNS,
      summary: 'Refresh the status of cloud peerings',
      completes: ['peering'],
      description:
        'Asks the providers for the status of all cloud peerings, or of those named, and stores the answer. `peerway peering list` shows it.',
      examples: ['peerway peering refresh', 'peerway peering refresh shop-cache --profile cache=dragonfly'],
      flags: reachFlags,
      invoke: (names: string[], flags: Values) => async (ports) =>
        (await import('../commands/peering/refresh.ts')).peeringRefresh(names, reachFrom(flags), ports),
    },
    {
      usage: 'doctor <name>',
      lists: async () => (await import('../commands/peering/doctor.ts')).DOCTOR_COLUMNS,
      summary: 'Diagnose a cloud peering',
      headline: (names) => `cannot diagnose ${objectsNamed('peering', names)}`,
      completes: ['peering'],
      description: [
        'Finds missing routes and blackholes, missing or stale firewall rules, peerings that exist on one side only, routes',
        'that are exported but not imported, and requests about to expire. Prints the command that fixes each finding.',
        'With --fix, runs these commands once you confirm them, the most harmless first, and lists what is left.',
      ].join(' '),
      examples: ['peerway peering doctor shop-cache', 'peerway peering doctor shop-cache --fix'],
      flags: () => [switchFlag('--fix', 'run the fixes after a confirmation'), ...fixFlags()],
      invoke: (name: string, { fix = false, ...flags }: Values & { fix?: boolean }) => {
        const how = fixFrom(fix, flags);
        return async (ports) => {
          const doctor = await import('../commands/peering/doctor.ts');
          return how
            ? doctor.peeringFix(name, how, ports)
            : doctor.peeringDoctor(name, reachFrom(flags), ports);
        };
      },
    },
    render,
    {
      usage: 'verify <name>',
      lists: async () => (await import('../commands/peering/verify.ts')).VERIFY_COLUMNS,
      completes: ['peering'],
      summary: 'Test a peering through the tunnel in both directions',
      description:
        'Each gateway pings the tunnel address of the other one, with small packets and with the largest that the MTU allows.',
      examples: ['peerway peering verify seoul-osaka'],
      invoke: (name: string) => async (ports) =>
        (await import('../commands/peering/verify.ts')).peeringVerify(name, ports),
    },
  ],
};

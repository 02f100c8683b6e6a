import type { CloudPeeringIntent } from '../commands/peering/create-cloud.ts';
import type { Context } from '../context.ts';
import type { Cloud } from '../model/cloud-peering.ts';
import { PEERING_STATUSES, type PeeringStatus, VIAS, type Via } from '../model/state.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Outcome } from '../output/outcome.ts';
import type { PeeringCreateDraft } from '../prompts/peering.ts';
import { CLOUD_FORMAT_NAMES, type CloudFormat } from '../render/cloud-format-names.ts';
import { FORMAT_NAMES, type Format } from '../render/format-names.ts';
import {
  type CloudFlags,
  cloudFlags,
  type OptionFlags,
  optionFlags,
  optionsOf,
  throwIfStray,
} from './cloud-flags.ts';
import { choiceFlag, type Invocation, type Noun, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { DOCTOR, REFRESH } from './peering-provider.ts';
import {
  type ApplyFlags,
  accessFlags,
  applyFlags,
  applyOf,
  type ReachFlags,
  reachOf,
} from './provider-flags.ts';
import { mineFlag } from './vpc.ts';

interface CreateFlags extends CloudFlags, ApplyFlags {
  readonly name?: Name;
  readonly via: Via;
  readonly request?: boolean;
  readonly dryRun?: boolean;
  readonly deploy?: boolean;
}

const create: Verb = {
  usage: 'create [a] [b]',
  asks: true,
  summary: 'Peer two gateways, or two VPCs of one cloud',
  completes: ['peering-end', 'peerable'],
  description: [
    'Tunnel addresses, a preshared key, AllowedIPs, routes and firewall rules are worked out for both sides. Where the',
    'gateways have different owners, or with --request, it waits 7 days for `peering accept`. With --via aws or gcp, a and',
    'b are VPCs of that cloud, which peers them itself once `peering accept` has confirmed the other side.',
  ].join(' '),
  examples: [
    'peerway peering create seoul osaka',
    'peerway peering create seoul osaka --dry-run',
    'peerway peering create shop cache --via aws --dns',
    'peerway peering create files apps --via gcp --duplex --export-custom-routes',
    'peerway peering create shop cache --via aws --apply --profile shop=prod --profile cache=dragonfly',
  ],
  flags: () => [
    valueFlag('--name <name>', 'its name; else <a>-<b>', 'nothing', (text) =>
      parseName(text, 'peering name'),
    ),
    choiceFlag('--via <via>', 'what carries it', VIAS).default('wireguard'),
    switchFlag('--request', 'ask for acceptance even where both sides are yours'),
    switchFlag('--dry-run', 'say what would change, and change nothing'),
    switchFlag('--deploy', 'and make both gateways so, over SSH: both or neither'),
    ...cloudFlags(),
    ...applyFlags(),
  ],
  invoke: (a: string | undefined, b: string | undefined, flags: CreateFlags) => {
    const { name, via, request = false, dryRun = false, deploy = false } = flags;
    throwIfStray(via, flags);
    if (via !== 'wireguard') return createAtCloud(via, a, b, flags);
    const gateways = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const draft = { ...gateways, ...(name ? { name } : {}), request, dryRun };
    return async (context) => {
      const { peeringCreate } = await import('../commands/peering/create.ts');
      const intent = a !== undefined && b !== undefined ? { ...draft, a, b } : await asked(draft, context);
      if (!deploy || dryRun) return peeringCreate(intent, context);
      const { deployed, throwUnlessReachable } = await import('../commands/peering/deployed.ts');
      throwUnlessReachable(await context.read(), [intent.a, intent.b]);
      const outcome = await peeringCreate({ ...intent, deploy }, context);
      if (!isDone(outcome)) return outcome;
      const [peering = ''] = outcome.kind === 'object' ? outcome.names : [];
      if (isActive(outcome)) return deployed(outcome, [intent.a, intent.b], context, peering);
      const note = `nothing is deployed before it is accepted; then: peerway gateway deploy --peering ${peering}`;
      return { ...outcome, notes: [...(outcome.notes ?? []), note] };
    };
  },
};

/** The same of two VPCs that a cloud peers. */
function createAtCloud(
  via: Cloud,
  a: string | undefined,
  b: string | undefined,
  { name, dryRun = false, duplex = false, stackType, ...rest }: CreateFlags,
): Invocation {
  const ends = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  const draft = {
    ...ends,
    via,
    ...(name ? { name } : {}),
    duplex,
    options: optionsOf(rest),
    ...(stackType ? { stackType } : {}),
    dryRun,
  };
  const how = applyOf(applyPart(rest));
  return async (context) => {
    const make = how
      ? async (intent: CloudPeeringIntent) =>
          (await import('../commands/peering/create-applied.ts')).createApplied(intent, how, context)
      : async (intent: CloudPeeringIntent) =>
          (await import('../commands/peering/create-cloud.ts')).cloudPeeringCreate(intent, context);
    if (a !== undefined && b !== undefined) return make({ ...draft, a, b });
    const { askCloudPeering } = await import('../prompts/cloud-peering.ts');
    return make(await askCloudPeering(draft, context));
  };
}

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

interface RenderFlags extends Pick<ReachFlags, 'profile' | 'project'> {
  readonly side?: string;
  readonly format?: Format | CloudFormat;
  readonly undo?: boolean;
}

const render: Verb = {
  usage: 'render <name>',
  summary: 'Render what a peering puts on each side, without keys',
  completes: ['peering'],
  description: [
    'Of gateways to be read: their files, with everything on them, come from `peerway gateway render`. Where a cloud',
    'carries it, the commands or the Terraform that each side has to run; --undo is what takes it away again.',
  ].join(' '),
  examples: [
    'peerway peering render shop-cache --side cache --format steps',
    'peerway peering render shop-cache --format terraform',
    'peerway peering render seoul-osaka --format nftables',
    'peerway peering render seoul-osaka --side osaka --format wg',
  ],
  flags: () => [
    valueFlag('--side <name>', 'one gateway or VPC only', 'side', (text) => text),
    choiceFlag('--format <format>', 'what to render; else wg-quick, aws-cli or gcloud', [
      ...FORMAT_NAMES,
      ...CLOUD_FORMAT_NAMES,
    ]),
    switchFlag('--undo', 'what takes it away again, of a peering that a cloud carries'),
    ...accessFlags(),
  ],
  invoke:
    (peering: string, { undo = false, profile, project, ...flags }: RenderFlags) =>
    async (context) => {
      const reach = reachOf({ ...(profile ? { profile } : {}), ...(project ? { project } : {}) });
      const access = await (await import('../commands/peering/reach.ts')).accessOf(peering, reach, context);
      const { peeringRender } = await import('../commands/peering/render.ts');
      return peeringRender({ peering, undo, access, ...flags }, context);
    },
};

const asked = async (draft: PeeringCreateDraft, context: Context) =>
  (await import('../prompts/peering.ts')).askPeeringCreate(draft, context);

/** Whether there is anything to deploy: a request that waits puts nothing onto gateways. */
const isActive = (outcome: Outcome): boolean =>
  outcome.kind === 'object' && (outcome.value as { readonly status?: string } | null)?.status === 'active';

const applyPart = ({ apply, timeout, profile, project, side }: ApplyFlags): ApplyFlags => ({
  ...(apply === undefined ? {} : { apply }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(profile === undefined ? {} : { profile }),
  ...(project === undefined ? {} : { project }),
  ...(side === undefined ? {} : { side }),
});

/** Whether the answer was yes. */
const isDone = (outcome: Outcome): boolean => outcome.kind === 'object' && outcome.lines.length > 0;

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
      description: 'Where a cloud carries it, with the options of this side.',
      examples: [
        'peerway peering accept seoul-osaka --as bob',
        'peerway peering accept shop-cache --as dragonfly --dns',
      ],
      flags: () => [...optionFlags(), ...applyFlags()],
      invoke: (given: string | undefined, flags: OptionFlags & ApplyFlags) => {
        const how = applyOf(applyPart(flags));
        return async (context) => {
          const { peeringAccept } = await import('../commands/peering/accept.ts');
          const name = given ?? (await askRequest('accept', context));
          if (how) await (await import('../commands/peering/reach.ts')).throwUnlessOfCloud(name, context);
          const outcome = await peeringAccept(name, optionsOf(flags), context);
          if (!how || !isDone(outcome)) return outcome;
          return (await import('../commands/peering/applied.ts')).applied(name, how, context, false);
        };
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
      examples: [
        'peerway peering delete seoul-osaka --yes',
        'peerway peering delete shop-cache --apply --profile shop=prod --profile cache=dragonfly --yes',
      ],
      flags: () => [switchFlag('--deploy', 'and make their gateways so, over SSH'), ...applyFlags()],
      invoke: (given: string[], { deploy = false, ...flags }: { deploy?: boolean } & ApplyFlags) => {
        const how = applyOf(flags);
        return async (context) => {
          const { peeringDelete } = await import('../commands/peering/delete.ts');
          const names =
            given.length > 0 ? given : [await (await import('../prompts/peering.ts')).askPeering(context)];
          if (how) return (await import('../commands/peering/unapplied.ts')).unapplied(names, how, context);
          if (!deploy) return peeringDelete(names, context);
          const { deployed, gatewaysOfPeerings } = await import('../commands/peering/deployed.ts');
          const gateways = await gatewaysOfPeerings(names, context);
          const outcome = await peeringDelete(names, context);
          return isDone(outcome) ? deployed(outcome, gateways, context) : outcome;
        };
      },
    },
    REFRESH,
    DOCTOR,
    render,
    {
      usage: 'verify <name>',
      lists: async () => (await import('../commands/peering/verify.ts')).VERIFY_COLUMNS,
      completes: ['peering'],
      summary: 'Probe a peering both ways through the tunnel',
      description:
        'From tunnel address to tunnel address, with small packets and with the largest that the MTU promises.',
      examples: ['peerway peering verify seoul-osaka'],
      invoke: (name: string) => async (context) =>
        (await import('../commands/peering/verify.ts')).peeringVerify(name, context),
    },
  ],
};

import { usage } from '../errors.ts';
import { PEERING_STATUSES, type PeeringStatus, VIAS, type Via } from '../model/state.ts';
import type { Context } from '../ports/context.ts';
import { CLOUD_FORMAT_NAMES, type CloudFormat } from '../render/cloud-format-names.ts';
import { FORMAT_NAMES, type Format } from '../render/format-names.ts';
import { type OptionFlags, optionFlags, optionsOf } from './cloud-flags.ts';
import { choiceFlag, type Noun, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { CREATE, isDone } from './peering-create.ts';
import { DOCTOR, REFRESH } from './peering-provider.ts';
import {
  type ApplyFlags,
  accessFlags,
  applyFlags,
  applyOf,
  applyPart,
  type ReachFlags,
  reachOf,
} from './provider-flags.ts';
import { mineFlag } from './vpc.ts';

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
    async (ports) =>
      (await import('../commands/peering/list.ts')).peeringList({ mine, ...rest }, ports),
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
    async (ports) => {
      const reach = reachOf({ ...(profile ? { profile } : {}), ...(project ? { project } : {}) });
      const access = await (await import('../commands/peering/reach.ts')).accessOf(peering, reach, ports);
      const { peeringRender } = await import('../commands/peering/render.ts');
      return peeringRender({ peering, undo, access, ...flags }, ports);
    },
};

/** A request to answer, where the command line names none. */
const promptForRequest = async (verb: 'accept' | 'reject', ports: Context): Promise<string> =>
  (await import('../prompts/peering.ts')).promptForRequest(verb, ports);

export const PEERING: Noun = {
  name: 'peering',
  topics: ['concepts', 'clouds'],
  summary: 'Connections of two VPCs',
  verbs: [
    CREATE,
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
        return async (ports) => {
          const { peeringAccept } = await import('../commands/peering/accept.ts');
          const name = given ?? (await promptForRequest('accept', ports));
          if (how) await (await import('../commands/peering/reach.ts')).throwUnlessFitting(name, how, ports);
          const outcome = await peeringAccept(name, optionsOf(flags), ports);
          if (!how || !isDone(outcome)) return outcome;
          return (await import('../commands/peering/applied.ts')).applied(name, how, ports, false);
        };
      },
    },
    {
      usage: 'reject [name]',
      asks: true,
      summary: 'Turn a request down',
      completes: ['pending'],
      examples: ['peerway peering reject seoul-osaka --as bob'],
      invoke: (name: string | undefined) => async (ports) => {
        const { peeringReject } = await import('../commands/peering/reject.ts');
        return peeringReject(name ?? (await promptForRequest('reject', ports)), ports);
      },
    },
    list,
    {
      usage: 'show <name...>',
      summary: 'Show peerings and what they put on each side',
      completes: ['peering'],
      examples: ['peerway peering show seoul-osaka'],
      invoke: (names: string[]) => async (ports) =>
        (await import('../commands/peering/show.ts')).peeringShow(names, ports),
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
        if (how && deploy)
          throw usage(
            '--deploy does not go with --apply',
            'gateways are deployed to, clouds applied to: give one',
          );
        return async (ports) => {
          const { peeringDelete } = await import('../commands/peering/delete.ts');
          const names =
            given.length > 0
              ? given
              : [await (await import('../prompts/peering.ts')).promptForPeeringToDelete(ports)];
          if (how) return (await import('../commands/peering/unapplied.ts')).unapplied(names, how, ports);
          if (!deploy) return peeringDelete(names, ports);
          const { deployed, gatewaysOfPeerings } = await import('../commands/peering/deployed.ts');
          const gateways = await gatewaysOfPeerings(names, ports);
          const outcome = await peeringDelete(names, ports);
          return isDone(outcome) ? deployed(outcome, gateways, ports) : outcome;
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
      invoke: (name: string) => async (ports) =>
        (await import('../commands/peering/verify.ts')).peeringVerify(name, ports),
    },
  ],
};

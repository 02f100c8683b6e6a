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
    choiceFlag('--status <status>', 'peering status', PEERING_STATUSES),
    valueFlag('--gateway <gateway>', 'gateway whose peerings to list', 'gateway', (text) => text),
    choiceFlag('--via <via>', 'transport', VIAS),
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
    choiceFlag('--format <format>', 'output format', [
      ...FORMAT_NAMES,
      ...CLOUD_FORMAT_NAMES,
    ]).describeDefault('wg-quick, aws-cli, or gcloud'),
    switchFlag('--undo', 'render the removal of a cloud peering'),
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

/** Prompts for the request to answer. */
const promptForRequest = async (verb: 'accept' | 'reject', ports: Context): Promise<string> =>
  (await import('../prompts/peering.ts')).promptForRequest(verb, ports);

export const PEERING: Noun = {
  name: 'peering',
  topics: ['concepts', 'clouds'],
  summary: 'Manage peerings',
  description:
    'A peering connects two VPCs, either through a WireGuard gateway in each or through VPC peering of their cloud.',
  verbs: [
    CREATE,
    {
      usage: 'accept [name]',
      asks: true,
      summary: 'Accept a peering request',
      completes: ['pending'],
      description:
        'For a cloud peering, the flags set the options of your side. With --apply, the request is also accepted at the provider.',
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
      summary: 'Reject a peering request',
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
      summary: 'Show peerings and the configuration of each side',
      completes: ['peering'],
      examples: ['peerway peering show seoul-osaka'],
      invoke: (names: string[]) => async (ports) =>
        (await import('../commands/peering/show.ts')).peeringShow(names, ports),
    },
    {
      usage: 'delete [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Delete peerings on both sides',
      completes: ['peering'],
      examples: [
        'peerway peering delete seoul-osaka --yes',
        'peerway peering delete shop-cache --apply --profile shop=prod --profile cache=dragonfly --yes',
      ],
      flags: () => [switchFlag('--deploy', 'deploy to the gateways of both sides over SSH'), ...applyFlags()],
      invoke: (given: string[], { deploy = false, ...flags }: { deploy?: boolean } & ApplyFlags) => {
        const how = applyOf(flags);
        if (how && deploy)
          throw usage(
            '--deploy cannot be used with --apply',
            'use --deploy for peerings of gateways, --apply for cloud peerings',
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
      summary: 'Test a peering through the tunnel in both directions',
      description:
        'Each gateway pings the tunnel address of the other one, with small packets and with the largest that the MTU allows.',
      examples: ['peerway peering verify seoul-osaka'],
      invoke: (name: string) => async (ports) =>
        (await import('../commands/peering/verify.ts')).peeringVerify(name, ports),
    },
  ],
};

/** `vpc create` and `vpc render`. */
import type { Cidr } from '../model/address/cidr.ts';
import { parseCidr } from '../model/address/parse.ts';
import type { Subnet } from '../model/state.ts';
import { parseSubnet } from '../model/subnet.ts';
import { type Name, type Owner, parseName, parseOwner } from '../model/values.ts';
import { formatsOfAll } from '../providers/formats.ts';
import {
  choiceFlag,
  ifNotExistsFlag,
  listFlag,
  pathFlag,
  switchFlag,
  type Verb,
  valueFlag,
} from './grammar.ts';
import { creators, givenIdFlags, providerChange, type Values } from './provider.ts';
import { applyFrom, reachFrom, vpcAccessFlags, vpcApplyFlags } from './provider-flags.ts';

interface CreateFlags extends Values {
  readonly provider?: string;
  readonly cidr?: Cidr[];
  readonly subnet?: Subnet[];
  readonly public?: Name[];
  readonly location?: Name;
  readonly owner?: Owner;
  readonly ifNotExists?: boolean;
  readonly dryRun?: boolean;
}

const idAttributes = (): string[] => givenIdFlags().map((flag) => flag.attributeName());

export const VPC_CREATE: Verb = {
  usage: 'create [name]',
  createsState: true,
  asks: true,
  summary: 'Create a VPC at its provider',
  completes: ['vpc'],
  description: [
    'Plans a VPC with its subnets and everything that they need. With --apply, creates it with',
    'the CLI of the provider; without, `peerway vpc render` prints the commands.\n\nRun the same command again to',
    'continue after an interruption: objects that exist are found and never created twice.',
  ].join(' '),
  examples: [
    'peerway vpc create docs --provider gcp --project team-files-1 --subnet web=10.26.1.0/24@europe-west1',
    'peerway vpc create shop --provider aws --region eu-west-1 --cidr 10.21.0.0/16 --subnet public=10.21.1.0/24 --subnet private=10.21.2.0/24 --public public',
    'peerway vpc create till --provider aws --region eu-west-1 --cidr 10.23.0.0/16 --subnet apps=10.23.1.0/24@eu-west-1a --dry-run',
  ],
  flags: () => [
    choiceFlag(
      '--provider <provider>',
      'provider of the VPC',
      creators().map(({ via }) => via),
    ),
    listFlag('--cidr <cidr...>', 'networks of the VPC', 'nothing', (text) => parseCidr(text)),
    listFlag('--subnet <name=cidr[@zone]...>', 'subnets of the VPC', 'nothing', parseSubnet),
    listFlag('--public <subnet...>', 'subnets with a route to the internet', 'nothing', (text) =>
      parseName(text, 'subnet name'),
    ),
    valueFlag('--location <name>', 'location of the VPC', 'location', (text) =>
      parseName(text, 'location name'),
    ),
    valueFlag('--owner <owner>', 'owner of the VPC', 'owner', parseOwner).describeDefault('acting owner'),
    ifNotExistsFlag(),
    switchFlag('--dry-run', 'show the changes without making them'),
    ...givenIdFlags(),
    ...vpcApplyFlags(idAttributes()),
  ],
  invoke: (text: string | undefined, flags: CreateFlags) => {
    const { provider, cidr = [], subnet = [], public: shared = [], location, owner, ...rest } = flags;
    const { ifNotExists = false, dryRun = false } = rest;
    const name = text === undefined ? undefined : parseName(text, 'VPC name');
    // The flags of ids are no flags of access here.
    const how = applyFrom({ ...rest, ...Object.fromEntries(idAttributes().map((key) => [key, undefined])) });
    const draft = {
      ...(provider === undefined ? {} : { provider }),
      ids: providerChange(rest).ids,
      cidrs: cidr,
      subnets: subnet,
      publicSubnets: shared,
      ...(location ? { location } : {}),
      ...(owner ? { owner } : {}),
      ifNotExists,
      dryRun,
    };
    return async (ports) => {
      const { vpcCreate } = await import('../commands/vpc/create.ts');
      if (name && (await ports.state.read()).vpcs.has(name)) return vpcCreate({ ...draft, name }, how, ports);
      const { promptForNewVpc } = await import('../prompts/vpc-create.ts');
      const intent = await promptForNewVpc({ ...draft, ...(name ? { name } : {}) }, ports);
      return vpcCreate(intent, how, ports);
    };
  },
};

interface RenderFlags extends Values {
  readonly format?: string;
  readonly undo?: boolean;
  readonly out?: string;
}

/** The formats of the providers that create VPCs; the first of each is its default. */
const defaults = (): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(creators().map(({ formats }) => formats[0]));

export const VPC_RENDER: Verb = {
  usage: 'render <name>',
  summary: 'Render the commands that create a VPC',
  completes: ['vpc'],
  description: [
    'Prints a script, a Terraform configuration or numbered steps for a VPC of `peerway vpc create`. The script can be',
    'run again: it looks up what exists before it creates anything.',
  ].join(' '),
  examples: ['peerway vpc render harbor --format terraform', 'peerway vpc render harbor --undo'],
  flags: () => [
    choiceFlag('--format <format>', 'output format', formatsOfAll()).describeDefault(defaults()),
    switchFlag('--undo', 'render the deletion'),
    pathFlag('--out <dir>', 'output folder', 'folder'),
    ...vpcAccessFlags(),
  ],
  invoke: (name: string, flags: RenderFlags) => async (ports) => {
    const { format, undo = false, out } = flags;
    const { vpcRender } = await import('../commands/vpc/render.ts');
    const { access } = reachFrom(flags);
    return vpcRender({ name, undo, access, ...(format ? { format } : {}), ...(out ? { out } : {}) }, ports);
  },
};

import type { Cidr } from '../model/address/cidr.ts';
import { parseCidr } from '../model/address/parse.ts';
import type { Label } from '../model/labels.ts';
import { parseNetworkMtu } from '../model/rules/mtu.ts';
import { GENERIC, type Subnet } from '../model/state.ts';
import { parseSubnet } from '../model/subnet.ts';
import { VPC_UNSETS } from '../model/transitions/vpc.ts';
import { type Name, type Owner, parseName, parseOwner } from '../model/values.ts';
import { type DeleteFlags, deleting } from './deleting.ts';
import type { Flag } from './flag.ts';
import {
  EMPTY,
  ifExistsFlag,
  ifNotExistsFlag,
  listFlag,
  type Noun,
  switchFlag,
  throwIfSetAndUnset,
  unsetFlag,
  valueFlag,
} from './grammar.ts';
import { labelFlag, labelsFrom, removeLabelFlag } from './label-flags.ts';
import {
  idFlags,
  idKeys,
  isEmptyChange,
  providerChange,
  providerFlag,
  providerOf,
  type Values,
} from './provider.ts';
import { applyFrom, vpcApplyFlags } from './provider-flags.ts';
import { renameVerb } from './renaming.ts';
import { VPC_CREATE, VPC_RENDER } from './vpc-create.ts';
import { VPC_IMPORT } from './vpc-import.ts';

interface AddFlags extends Values {
  readonly cidr?: Cidr[];
  readonly subnet?: Subnet[];
  readonly location?: Name;
  readonly mtu?: number;
  readonly owner?: Owner;
  readonly label?: Label[];
  readonly ifNotExists?: boolean;
}

interface UpdateFlags extends Values {
  readonly addCidr?: Cidr[];
  readonly removeCidr?: Cidr[];
  readonly addSubnet?: Subnet[];
  readonly removeSubnet?: Name[];
  readonly location?: Name | typeof EMPTY;
  readonly mtu?: number;
  readonly owner?: Owner;
  readonly label?: Label[];
  readonly removeLabel?: string[];
  readonly unset?: string[];
}

const idAttributes = (): string[] => idFlags().map((flag) => flag.attributeName());

/** Limits a list to objects of the acting owner. */
export const mineFlag = (): Flag => switchFlag('--mine', 'list only objects that you own');

const locationFlag = ({ empties = false }: { readonly empties?: boolean } = {}): Flag =>
  valueFlag('--location <name>', 'location of the VPC', 'location', (text) =>
    empties && text === '' ? EMPTY : parseName(text, 'location name'),
  );
const mtuFlag = (): Flag =>
  valueFlag(
    '--mtu <bytes>',
    'MTU of the network, from which new gateways derive that of their tunnel',
    'nothing',
    parseNetworkMtu,
  );
const ownerFlag = (): Flag => valueFlag('--owner <owner>', 'owner of the VPC', 'owner', parseOwner);

export const VPC: Noun = {
  name: 'vpc',
  topics: ['address-plan', 'clouds', 'cloud-networks'],
  summary: 'Manage VPCs',
  description: 'A VPC is a network with one or more CIDRs, in a data center or at a cloud provider.',
  verbs: [
    {
      usage: 'add [name]',
      dryRuns: true,
      createsState: true,
      asks: true,
      summary: 'Add a VPC',
      completes: ['nothing'],
      examples: [
        'peerway vpc add seoul --cidr 10.0.0.0/16 --location seoul-dc',
        'peerway vpc add shop --cidr 10.21.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0 --route-table rtb-0123456789abcdef0',
        'peerway vpc add lab --cidr 10.8.0.0/16 --cidr fd00:8::/48 --subnet web=10.8.1.0/24',
      ],
      flags: () => [
        listFlag('--cidr <cidr...>', 'IPv4 and IPv6 networks of the VPC', 'nothing', (text) =>
          parseCidr(text),
        ),
        listFlag('--subnet <name=cidr[@zone]...>', 'named subnets of the VPC', 'nothing', parseSubnet),
        locationFlag(),
        mtuFlag().describeDefault('usual MTU of the provider'),
        ownerFlag().describeDefault('acting owner'),
        labelFlag(),
        ifNotExistsFlag(),
        providerFlag().describeDefault(GENERIC.kind),
        ...idFlags(),
      ],
      invoke: (
        text: string | undefined,
        { cidr = [], subnet = [], location, mtu, owner, label, ifNotExists = false, ...rest }: AddFlags,
      ) => {
        const name = text === undefined ? undefined : parseName(text, 'VPC name');
        const labels = label ? { labels: label } : {};
        const ids = {
          ...(location ? { location } : {}),
          ...(mtu ? { mtu } : {}),
          ...(owner ? { owner } : {}),
          ...labels,
        };
        const { provider } = rest as { provider?: string };
        const given = { ...(provider === undefined ? {} : { givenProvider: provider }), ifNotExists };
        const draft = { cidrs: cidr, subnets: subnet, provider: providerOf(rest), ...ids, ...given };
        return async (ports) => {
          const { vpcAdd } = await import('../commands/vpc/add.ts');
          if (name && cidr.length > 0) return vpcAdd({ ...draft, name }, ports);
          const { promptForVpc } = await import('../prompts/vpc.ts');
          return vpcAdd(await promptForVpc({ ...draft, ...(name ? { name } : {}) }, ports), ports);
        };
      },
    },
    VPC_CREATE,
    VPC_IMPORT,
    {
      usage: 'list',
      lists: async () => (await import('../commands/vpc/view.ts')).VPC_COLUMNS,
      alias: 'ls',
      summary: 'List VPCs',
      examples: ['peerway vpc list', 'peerway vpc list -o name'],
      flags: () => [mineFlag()],
      invoke:
        ({ mine = false }: { mine?: boolean }) =>
        async (ports) =>
          (await import('../commands/vpc/list.ts')).vpcList({ mine }, ports),
    },
    {
      usage: 'show <name>',
      summary: 'Show a VPC',
      completes: ['vpc'],
      examples: ['peerway vpc show seoul'],
      invoke: (name: string) => async (ports) =>
        (await import('../commands/vpc/show.ts')).vpcShow(name, ports),
    },
    {
      usage: 'update <name>',
      dryRuns: true,
      summary: 'Update a VPC',
      completes: ['vpc'],
      description: [
        'Validates all peerings of the VPC and its gateways again, and rejects a change that would break one.\n\nWith',
        '--apply, networks that a VPC of `peerway vpc create` gains are also created at its provider. Networks that it',
        'loses stay there.',
      ].join(' '),
      examples: [
        'peerway vpc update cache --security-group sg-0123456789abcdef0',
        'peerway vpc update seoul --add-cidr 10.1.0.0/16',
        'peerway vpc update seoul --remove-cidr 10.1.0.0/16',
        'peerway vpc update lab --label env=test --unset location',
      ],
      flags: () => [
        listFlag('--add-cidr <cidr...>', 'networks to add', 'nothing', (text) => parseCidr(text)),
        listFlag('--remove-cidr <cidr...>', 'networks to remove', 'vpc-cidr', (text) => parseCidr(text)),
        listFlag('--add-subnet <name=cidr[@zone]...>', 'subnets to add or replace', 'nothing', parseSubnet),
        listFlag('--remove-subnet <name...>', 'subnets to remove', 'subnet', (text) =>
          parseName(text, 'subnet name'),
        ),
        locationFlag({ empties: true }),
        mtuFlag(),
        ownerFlag(),
        labelFlag('labels to set'),
        removeLabelFlag('vpc-label'),
        unsetFlag([...VPC_UNSETS, ...idKeys().keys()]),
        providerFlag(),
        ...idFlags(),
        ...vpcApplyFlags(idAttributes()),
      ],
      invoke: (
        name: string,
        {
          addCidr = [],
          removeCidr = [],
          addSubnet = [],
          removeSubnet = [],
          location,
          mtu,
          owner,
          label = [],
          removeLabel = [],
          unset: unsets = [],
          ...flags
        }: UpdateFlags,
      ) => {
        const removed = location === EMPTY ? [...unsets, 'location'] : unsets;
        const provider = {
          ...providerChange(flags),
          unset: removed.flatMap((flag) => idKeys().get(flag) ?? []),
        };
        throwIfSetAndUnset(removed, [
          ...(location ? ['location'] : []),
          ...(mtu ? ['mtu'] : []),
          ...(label.length > 0 ? ['label'] : []),
          ...[...idKeys()].flatMap(([flag, key]) => (key in provider.ids ? [flag] : [])),
        ]);
        const unset = VPC_UNSETS.filter((one) => removed.includes(one));
        // The flags of ids are no flags of access here.
        const how = applyFrom({
          ...flags,
          ...Object.fromEntries(idAttributes().map((key) => [key, undefined])),
        });
        const update = {
          addCidrs: addCidr,
          removeCidrs: removeCidr,
          addSubnets: addSubnet,
          removeSubnets: removeSubnet,
          ...(location ? { location } : {}),
          ...(mtu ? { mtu } : {}),
          ...(owner ? { owner } : {}),
          ...labelsFrom(label, removeLabel),
          ...(unset.length > 0 ? { unset } : {}),
          ...(isEmptyChange(provider) ? {} : { provider }),
        };
        return async (ports) =>
          how
            ? (await import('../commands/vpc/update-applied.ts')).vpcUpdateApplied(name, update, how, ports)
            : (await import('../commands/vpc/update.ts')).vpcUpdate(name, update, ports);
      },
    },
    renameVerb({
      kind: 'vpc',
      label: 'VPC',
      completes: 'vpc',
      description:
        'Its gateways and peerings follow. What already exists at a provider keeps its name there, so nothing is created again.',
      example: 'peerway vpc rename lab lab-old',
    }),
    VPC_RENDER,
    {
      usage: 'delete [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Delete VPCs',
      completes: ['vpc'],
      description: [
        'A VPC that contains a gateway or has a cloud peering cannot be deleted.\n\nWith --apply, a VPC of `peerway vpc',
        'create` is deleted at its provider, too, unless it contains anything that peerway did not create.',
      ].join(' '),
      examples: [
        'peerway vpc delete lab --yes',
        'peerway vpc delete lab --if-exists --yes',
        'peerway vpc delete lab --dry-run',
      ],
      flags: () => [
        switchFlag('--dry-run', 'show what would be deleted, and what prevents it'),
        ifExistsFlag(),
        ...vpcApplyFlags(),
      ],
      invoke: (
        given: string[],
        { ifExists = false, dryRun = false, ...flags }: DeleteFlags & Values & { readonly dryRun?: boolean },
      ) => {
        const how = applyFrom(flags);
        return async (ports) => {
          const names =
            given.length > 0
              ? given
              : [await (await import('../prompts/vpc.ts')).promptForVpcToDelete(ports)];
          return deleting({ kind: 'vpc', names, ifExists }, ports, async (present) =>
            dryRun
              ? (await import('../commands/vpc/removal-preview.ts')).vpcRemovalPreview(present, how, ports)
              : how
                ? (await import('../commands/vpc/remove.ts')).vpcRemove(present, how, ports)
                : (await import('../commands/vpc/delete.ts')).vpcDelete(present, ports),
          );
        };
      },
    },
  ],
};

import { labelTexts } from '../../model/labels.ts';
import { compareNames } from '../../model/natural-order.ts';
import { isAlive } from '../../model/peering.ts';
import { gatewaysIn, peeringsOfVpc } from '../../model/queries.ts';
import { GENERIC, type State, type Vpc } from '../../model/state.ts';
import { subnetText } from '../../model/subnet.ts';
import { type Column, labeled } from '../../output/result.ts';
import { specs } from '../../providers/registry.ts';
import { LABELS_COLUMN } from '../labels-column.ts';
import { type Values, valueText } from '../value-changes.ts';

/** A VPC as JSON. */
export const vpcView = (state: State, vpc: Vpc) => ({
  name: vpc.name,
  /** The name that it has at its provider, if it was renamed since. */
  nameAtProvider: vpc.nameAtProvider ?? null,
  owner: vpc.owner,
  location: vpc.location ?? null,
  labels: vpc.labels ?? {},
  cidrs: vpc.cidrs,
  /** Bytes; null for the usual MTU of its provider. */
  mtu: vpc.mtu ?? null,
  subnets: vpc.subnets.map(({ name, cidr, zone, public: isPublic = false }) => ({
    name,
    cidr,
    zone: zone ?? null,
    public: isPublic,
  })),
  /** Status of the creation at the provider; null for a VPC that it did not create. */
  creation: vpc.creation ? { status: vpc.creation.status } : null,
  provider: vpc.provider,
  gateways: gatewaysIn(state, vpc.name).map(({ name }) => name),
  /** Peerings of the VPC itself, not those of its gateways. */
  peerings: peeringsOfVpc(state, vpc.name)
    .filter(isAlive)
    .map(({ name }) => name)
    .sort(compareNames),
});

export type VpcView = ReturnType<typeof vpcView>;

const PROVIDERS = [GENERIC.kind, ...specs.all.filter(({ ends }) => ends === 'vpc').map(({ via }) => via)];

export const VPC_COLUMNS: readonly Column<VpcView>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'CIDRS', cell: (row) => row.cidrs.join(', '), members: (row) => row.cidrs, folds: true },
  { header: 'LOCATION', cell: (row) => row.location ?? '-', rank: 2 },
  { header: 'PROVIDER', cell: (row) => row.provider.kind, values: PROVIDERS, rank: 3 },
  {
    header: 'GATEWAYS',
    cell: (row) => row.gateways.join(', ') || '-',
    members: (row) => row.gateways,
    folds: true,
    rank: 1,
  },
  { header: 'OWNER', cell: (row) => row.owner, rank: 2 },
  LABELS_COLUMN,
];

/** The values of a VPC that an update can change: its own, and its ids at the provider. */
export const vpcValues = ({
  owner,
  location,
  labels,
  cidrs,
  mtu,
  subnets,
  provider: { kind, ...ids },
}: VpcView): Values => ({
  owner,
  location,
  labels: labelTexts(labels),
  cidrs,
  mtu,
  subnets: subnets.map(subnetText),
  provider: kind,
  ...ids,
});

/** Labels of these values, as `vpc show` has them. */
export const VPC_LABELS: Readonly<Record<string, string>> = {
  cidrs: 'CIDRs',
  mtu: 'MTU',
  ...Object.fromEntries(specs.all.flatMap(({ ids }) => ids.map(({ key, label }) => [key, label]))),
};

export const vpcLines = (view: VpcView): string[] => {
  const { kind, ...ids } = view.provider;
  return labeled([
    ['name', view.name],
    ['owner', view.owner],
    ['location', view.location ?? '-'],
    ['labels', labelTexts(view.labels).join(', ')],
    ['CIDRs', view.cidrs.join(', ')],
    ['MTU', view.mtu === null ? undefined : String(view.mtu)],
    ['subnets', view.subnets.map(subnetText).join(', ')],
    ['provider', view.nameAtProvider === null ? kind : `${kind}, as ${view.nameAtProvider}`],
    ['creation', view.creation?.status],
    ...Object.entries(ids).map(([key, value]): [string, string] => [
      VPC_LABELS[key] ?? key,
      valueText(value),
    ]),
    ['gateways', view.gateways.join(', ')],
  ]);
};

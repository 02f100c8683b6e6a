import { gatewaysIn } from '../../model/queries.ts';
import type { State, Vpc } from '../../model/state.ts';
import { type Column, labelled } from '../../output/outcome.ts';

/** A VPC as JSON. */
export const vpcView = (state: State, vpc: Vpc) => ({
  name: vpc.name,
  owner: vpc.owner,
  location: vpc.location ?? null,
  cidrs: vpc.cidrs,
  subnets: vpc.subnets,
  provider: vpc.provider,
  gateways: gatewaysIn(state, vpc.name).map(({ name }) => name),
});

export type VpcView = ReturnType<typeof vpcView>;

export const VPC_COLUMNS: readonly Column<VpcView>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'CIDRS', cell: (row) => row.cidrs.join(', ') },
  { header: 'LOCATION', cell: (row) => row.location ?? '-' },
  { header: 'PROVIDER', cell: (row) => row.provider.kind },
  { header: 'GATEWAYS', cell: (row) => row.gateways.join(', ') || '-' },
  { header: 'OWNER', cell: (row) => row.owner },
];

export const vpcLines = (view: VpcView): string[] => {
  const { kind, ...ids } = view.provider;
  return labelled([
    ['name', view.name],
    ['owner', view.owner],
    ['location', view.location ?? '-'],
    ['CIDRs', view.cidrs.join(', ')],
    ['subnets', view.subnets.map(({ name, cidr }) => `${name} ${cidr}`).join(', ')],
    ['provider', kind],
    ...Object.entries(ids).map(([key, value]): [string, string] => [key, [value].flat().join(', ')]),
    ['gateways', view.gateways.join(', ')],
  ]);
};

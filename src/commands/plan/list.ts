import { type Cidr, compareCidrs } from '../../model/address/cidr.ts';
import type { State } from '../../model/state.ts';
import type { Owner } from '../../model/values.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** A network of the plan as JSON. */
interface PlanRow {
  readonly cidr: Cidr;
  readonly kind: 'vpc' | 'subnet' | 'tunnel';
  /** The VPC, the VPC and its subnet, or the gateway. */
  readonly holder: string;
  readonly owner: Owner;
}

export const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  { header: 'CIDR', cell: (row) => row.cidr },
  { header: 'KIND', cell: (row) => row.kind, values: ['vpc', 'subnet', 'tunnel'] },
  { header: 'OF', cell: (row) => row.holder },
  { header: 'OWNER', cell: (row) => row.owner, rank: 2 },
];

/** Lists every network of the plan by address: IPv4 first, a larger network before those inside it. */
export async function planList(ports: Uses<'state'>): Promise<Result<readonly PlanRow[]>> {
  const rows = rowsOf(await ports.state.read()).sort((a, b) => compareCidrs(a.cidr, b.cidr));
  return listResult(rows, {
    columns: PLAN_COLUMNS,
    nameOf: (row) => row.cidr,
    empty: 'no networks yet',
  });
}

const rowsOf = (state: State): PlanRow[] => [
  ...[...state.vpcs.values()].flatMap(({ name, owner, cidrs, subnets }): PlanRow[] => [
    ...cidrs.map((cidr) => ({ cidr, kind: 'vpc' as const, holder: name, owner })),
    ...subnets.map((subnet) => ({
      cidr: subnet.cidr,
      kind: 'subnet' as const,
      holder: `${name}/${subnet.name}`,
      owner,
    })),
  ]),
  ...[...state.gateways.values()].flatMap(({ name, owner, tunnelSubnets }) =>
    tunnelSubnets.map((cidr) => ({ cidr, kind: 'tunnel' as const, holder: name, owner })),
  ),
];

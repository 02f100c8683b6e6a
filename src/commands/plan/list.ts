import { type Cidr, compareCidrs } from '../../model/address/cidr.ts';
import type { State } from '../../model/state.ts';
import type { Owner } from '../../model/values.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';

interface PlanRow {
  readonly cidr: Cidr;
  readonly kind: 'vpc' | 'subnet' | 'tunnel';
  readonly holder: string;
  readonly owner: Owner;
}

export const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  { header: 'CIDR', cell: (row) => row.cidr },
  { header: 'KIND', cell: (row) => row.kind },
  { header: 'OF', cell: (row) => row.holder },
  { header: 'OWNER', cell: (row) => row.owner, rank: 2 },
];

/** Every network of the plan in address order: IPv4 first, the larger before those inside it. */
export async function planList(context: Context): Promise<Outcome> {
  const rows = rowsOf(await context.read()).sort((a, b) => compareCidrs(a.cidr, b.cidr));
  return list({
    rows,
    columns: PLAN_COLUMNS,
    nameOf: (row) => row.cidr,
    empty: 'the plan is empty',
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

import type { Context } from '../../context.ts';
import { missing } from '../../errors.ts';
import { type Cidr, sortedCidrs } from '../../model/address/cidr.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { Provider, Subnet } from '../../model/state.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { vpcView } from './view.ts';

export interface VpcAddIntent {
  readonly name: Name;
  readonly cidrs: readonly Cidr[];
  readonly subnets: readonly Subnet[];
  readonly provider: Provider;
  readonly location?: Name;
  readonly owner?: Owner;
}

/** Puts a VPC into the plan. */
export async function vpcAdd({ owner, ...intent }: VpcAddIntent, context: Context): Promise<Outcome> {
  if (intent.cidrs.length === 0) throw missing('--cidr <cidr>', 'peerway plan suggest --prefix 16');
  const vpc = { ...intent, cidrs: sortedCidrs(intent.cidrs), owner: owner ?? (await context.actor()) };
  const { state, warnings } = await context.change((before) => addVpc(before, vpc));
  return {
    kind: 'object',
    value: vpcView(state, vpcNamed(state, vpc.name)),
    names: [vpc.name],
    lines: [`VPC ${vpc.name} is in the plan with ${vpc.cidrs.join(', ')}`],
    warnings,
  };
}

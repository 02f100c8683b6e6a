import { type Cidr, sortedCidrs } from '../../model/address/cidr.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { Provider, Subnet } from '../../model/state.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { vpcLines, vpcView } from './view.ts';

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
  const vpc = { ...intent, cidrs: sortedCidrs(intent.cidrs), owner: owner ?? (await context.actor()) };
  const added = await agreed(context, {
    kind: 'prompted',
    decide: (before) => addVpc(before, vpc),
    question: () => `Add VPC ${vpc.name}`,
    lines: ({ state, warnings }) => [
      ...vpcLines(vpcView(state, vpc)).map((line) => `  ${line}`),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!added) return unchanged();
  const { state, warnings } = added;
  return {
    kind: 'object',
    value: vpcView(state, vpcNamed(state, vpc.name)),
    names: [vpc.name],
    lines: [`VPC ${vpc.name} is in the plan with ${vpc.cidrs.join(', ')}`],
    warnings,
  };
}

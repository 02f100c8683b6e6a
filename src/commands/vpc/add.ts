import { type Cidr, sortedCidrs } from '../../model/address/cidr.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { ProviderIds, Subnet } from '../../model/state.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type VpcView, vpcLines, vpcView } from './view.ts';

export interface VpcAddIntent {
  readonly name: Name;
  readonly cidrs: readonly Cidr[];
  readonly subnets: readonly Subnet[];
  readonly provider: ProviderIds;
  readonly location?: Name;
  readonly owner?: Owner;
}

/** Adds a VPC to the plan. */
export async function vpcAdd(
  { owner, ...intent }: VpcAddIntent,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<VpcView> | Declined> {
  const vpc = { ...intent, cidrs: sortedCidrs(intent.cidrs), owner: owner ?? (await ports.state.actor()) };
  const added = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => addVpc(specs, before, vpc),
    question: () => `Add VPC ${vpc.name}`,
    lines: ({ state, warnings }) => [
      ...vpcLines(vpcView(state, vpc)).map((line) => `  ${line}`),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!added) return declined();
  const { state, warnings } = added;
  return objectResult(vpcView(state, vpcNamed(state, vpc.name)), {
    names: ({ name }) => [name],
    lines: ({ name, cidrs }) => [`Added VPC ${name} with ${cidrs.join(', ')}`],
    warnings,
  });
}

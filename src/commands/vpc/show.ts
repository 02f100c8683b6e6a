import { vpcNamed } from '../../model/queries.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type VpcView, vpcLines, vpcView } from './view.ts';

/** Shows a VPC with everything that is recorded about it. */
export async function vpcShow(name: string, ports: Uses<'state'>): Promise<Result<VpcView>> {
  const state = await ports.state.read();
  return objectResult(vpcView(state, vpcNamed(state, name)), {
    names: (view) => [view.name],
    lines: vpcLines,
  });
}

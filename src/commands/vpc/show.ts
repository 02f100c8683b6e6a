import { vpcNamed } from '../../model/queries.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type PeeredWith, peeredLines, vpcPeeredWith } from '../peered-with.ts';
import { type VpcView, vpcLines, vpcView } from './view.ts';

type ShownVpc = VpcView & { readonly peeredWith: readonly PeeredWith[] };

/** Shows a VPC with everything that is recorded about it, and the VPCs that it is peered with. */
export async function vpcShow(name: string, ports: Uses<'state'>): Promise<Result<ShownVpc>> {
  const state = await ports.state.read();
  const vpc = vpcNamed(state, name);
  return objectResult(
    { ...vpcView(state, vpc), peeredWith: vpcPeeredWith(state, vpc.name) },
    {
      names: (view) => [view.name],
      lines: (view) => [...vpcLines(view), ...peeredLines(view.peeredWith)],
    },
  );
}

import { inNaturalOrder } from '../../model/natural-order.ts';
import { listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { ownerFilter } from '../owner-filter.ts';
import { VPC_COLUMNS, type VpcView, vpcView } from './view.ts';

/** Lists VPCs. */
export async function vpcList(
  intent: { readonly mine: boolean },
  ports: Uses<'state'>,
): Promise<Result<readonly VpcView[]>> {
  const [state, isShown] = [await ports.state.read(), await ownerFilter(intent.mine, ports)];
  const rows = inNaturalOrder(state.vpcs.values())
    .filter((vpc) => isShown(vpc.owner))
    .map((vpc) => vpcView(state, vpc));
  return listResult(rows, {
    columns: VPC_COLUMNS,
    nameOf: (row) => row.name,
    empty: intent.mine ? 'no VPCs of yours' : 'no VPCs yet; run `peerway vpc add`',
  });
}

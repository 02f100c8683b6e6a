import { byName } from '../../model/queries.ts';
import { list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { ownedFilter } from '../owned.ts';
import { VPC_COLUMNS, vpcView } from './view.ts';

/** Every VPC, or those of whoever acts. */
export async function vpcList(intent: { readonly mine: boolean }, context: Context): Promise<Outcome> {
  const [state, isShown] = [await context.read(), await ownedFilter(intent.mine, context)];
  return list({
    rows: byName(state.vpcs.values())
      .filter((vpc) => isShown(vpc.owner))
      .map((vpc) => vpcView(state, vpc)),
    columns: VPC_COLUMNS,
    nameOf: (row) => row.name,
    empty: intent.mine ? 'no VPCs of yours' : 'no VPCs yet; run `peerway vpc add`',
  });
}

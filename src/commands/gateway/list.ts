import { byName } from '../../model/queries.ts';
import { list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { ownedFilter } from '../owned.ts';
import { GATEWAY_COLUMNS, gatewayView } from './view.ts';

/** Every gateway, or those of whoever acts. */
export async function gatewayList(intent: { readonly mine: boolean }, context: Context): Promise<Outcome> {
  const [state, isShown] = [await context.read(), await ownedFilter(intent.mine, context)];
  return list({
    rows: byName(state.gateways.values())
      .filter((gateway) => isShown(gateway.owner))
      .map((gateway) => gatewayView(state, gateway)),
    columns: GATEWAY_COLUMNS,
    nameOf: (row) => row.name,
    empty: intent.mine
      ? 'no gateway of yours'
      : 'no gateway yet: `peerway gateway create <name> --cidr <cidr> --endpoint <host>`',
  });
}

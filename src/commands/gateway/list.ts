import { inNaturalOrder } from '../../model/natural-order.ts';
import { listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { ownerFilter } from '../owner-filter.ts';
import { GATEWAY_COLUMNS, type GatewayView, gatewayView } from './view.ts';

/** Lists every gateway, or only those of the acting owner. */
export async function gatewayList(
  { mine }: { readonly mine: boolean },
  ports: Uses<'state'>,
): Promise<Result<readonly GatewayView[]>> {
  const state = await ports.state.read();
  const isListed = await ownerFilter(mine, ports);
  const gateways = inNaturalOrder(state.gateways.values()).filter(({ owner }) => isListed(owner));
  return listResult(
    gateways.map((gateway) => gatewayView(state, gateway)),
    {
      columns: GATEWAY_COLUMNS,
      nameOf: (row) => row.name,
      empty: mine ? 'you own no gateways' : 'no gateways yet; run `peerway gateway create`',
    },
  );
}

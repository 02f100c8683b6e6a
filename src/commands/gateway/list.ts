import { gatewayKeyAge, oldGatewayKeys } from '../../model/key-age.ts';
import { inNaturalOrder } from '../../model/natural-order.ts';
import { listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { ownerFilter } from '../owner-filter.ts';
import { GATEWAY_COLUMNS, gatewayView, type ListedGateway } from './view.ts';

/** Lists every gateway, or only those of the acting owner. */
export async function gatewayList(
  { mine }: { readonly mine: boolean },
  ports: Uses<'state'>,
): Promise<Result<readonly ListedGateway[]>> {
  const state = await ports.state.read();
  const isListed = await ownerFilter(mine, ports);
  const gateways = inNaturalOrder(state.gateways.values()).filter(({ owner }) => isListed(owner));
  return listResult(
    gateways.map((gateway) => ({
      ...gatewayView(state, gateway),
      keyAge: gatewayKeyAge(gateway, ports.state.now),
    })),
    {
      warnings: oldGatewayKeys(state, gateways, ports.state.now),
      columns: GATEWAY_COLUMNS,
      nameOf: (row) => row.name,
      empty: mine ? 'you own no gateways' : 'no gateways yet; run `peerway gateway create`',
    },
  );
}

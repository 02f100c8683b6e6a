import { oldPeeringKeys, peeringKeyAge } from '../../model/key-age.ts';
import { inNaturalOrder } from '../../model/natural-order.ts';
import { type PeeringStatus, statusOf, type Via } from '../../model/peering.ts';
import { gatewayNamed, peeringsOf } from '../../model/queries.ts';
import { listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { ownerFilter } from '../owner-filter.ts';
import { type AgedPeering, listedPeering, PEERING_LIST_COLUMNS } from './view.ts';

export interface PeeringListIntent {
  readonly status?: PeeringStatus;
  readonly gateway?: string;
  readonly via?: Via;
  readonly mine: boolean;
}

/** Lists peerings, ended ones included. */
export async function peeringList(
  { status, gateway, via, mine }: PeeringListIntent,
  ports: Uses<'state'>,
): Promise<Result<readonly AgedPeering[]>> {
  const [state, isShown] = [await ports.state.read(), await ownerFilter(mine, ports)];
  const peerings =
    gateway === undefined ? state.peerings.values() : peeringsOf(state, gatewayNamed(state, gateway).name);
  const { now } = ports.state;
  const shown = inNaturalOrder(peerings)
    .filter((peering) => status === undefined || statusOf(peering) === status)
    .filter((peering) => via === undefined || peering.via === via)
    .filter(({ requester, accepter }) => isShown(requester.owner, accepter.owner));
  const rows = shown.map((peering) => ({
    ...listedPeering(state, peering),
    keyAge: peeringKeyAge(peering, now),
  }));
  return listResult(rows, {
    warnings: oldPeeringKeys(state, shown, now),
    columns: PEERING_LIST_COLUMNS,
    nameOf: (row) => row.name,
    empty:
      state.peerings.size === 0 ? 'no peerings yet; run `peerway peering create`' : 'no matching peerings',
  });
}

import { allPeerings, byName, gatewayNamed, peeringsOf } from '../../model/queries.ts';
import type { PeeringStatus, Via } from '../../model/state.ts';
import { list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { ownedFilter } from '../owned.ts';
import { PEERING_COLUMNS, peeringView } from './view.ts';

export interface PeeringListIntent {
  readonly status?: PeeringStatus;
  readonly gateway?: string;
  readonly via?: Via;
  readonly mine: boolean;
}

/** Every peering of every kind, ended ones too. */
export async function peeringList(
  { status, gateway, via, mine }: PeeringListIntent,
  context: Context,
): Promise<Outcome> {
  const [state, isShown] = [await context.read(), await ownedFilter(mine, context)];
  const peerings =
    gateway === undefined ? allPeerings(state) : peeringsOf(state, gatewayNamed(state, gateway).name);
  const rows = byName(peerings)
    .filter(
      (peering) =>
        (status === undefined || peering.status === status) && (via === undefined || peering.via === via),
    )
    .filter(({ requester, accepter }) => isShown(requester.owner, accepter.owner))
    .map(peeringView);
  return list({
    rows,
    columns: PEERING_COLUMNS,
    nameOf: (row) => row.name,
    empty:
      state.peerings.size + state.cloudPeerings.size === 0
        ? 'no peerings yet; run `peerway peering create`'
        : 'no such peering',
  });
}

import type { Peering, Side } from '../../model/state.ts';
import type { Column } from '../../output/outcome.ts';

const sideView = ({ gateway, owner, tunnelAddresses }: Side) => ({ gateway, owner, tunnelAddresses });

/** A peering as JSON. The provider's own code and message stand beside our status; WireGuard has none. */
export const peeringView = (peering: Peering) => ({
  name: peering.name,
  via: peering.via,
  status: peering.status,
  requester: sideView(peering.requester),
  accepter: sideView(peering.accepter),
  createdAt: peering.createdAt,
  createdBy: peering.createdBy,
  expiresAt: peering.expiresAt ?? null,
  provider: null,
});

export type PeeringView = ReturnType<typeof peeringView>;

/** Status with the moment that a request runs out. */
export const statusText = ({ status, expiresAt }: PeeringView): string =>
  expiresAt ? `${status}, expires ${expiresAt.slice(0, 16)}Z` : status;

const both = (view: PeeringView, of: (side: PeeringView['requester']) => string): string => {
  const [ours, theirs] = [of(view.requester), of(view.accepter)];
  return ours === theirs ? ours : `${ours} / ${theirs}`;
};

export const PEERING_COLUMNS: readonly Column<PeeringView>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'REQUESTER', cell: (row) => row.requester.gateway },
  { header: 'ACCEPTER', cell: (row) => row.accepter.gateway },
  { header: 'VIA', cell: (row) => row.via, rank: 2 },
  { header: 'STATUS', cell: statusText, value: (row) => row.status, state: true, folds: true },
  { header: 'OWNER', cell: (row) => both(row, (side) => side.owner), rank: 1 },
];

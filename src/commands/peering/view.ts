import type { Cidr, Ip } from '../../model/address/cidr.ts';
import type { Instant } from '../../model/instant.ts';
import {
  expiryOf,
  PEERING_STATUSES,
  type Peering,
  type PeeringStatus,
  type Side,
  statusOf,
  type Via,
} from '../../model/peering.ts';
import type { State } from '../../model/state.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { Column } from '../../output/result.ts';
import { specs } from '../../providers/registry.ts';
import { KEY_AGE_COLUMN } from '../key-age-column.ts';
import { cidrsOfSide } from '../peered-with.ts';

/** One end as JSON: a gateway, or a VPC. Providers add fields of their own. */
interface SideView {
  readonly gateway: Name | null;
  readonly vpc?: Name;
  readonly owner: Owner;
  readonly tunnelAddresses: readonly Ip[];
  /** The networks that the other side routes, while its owner has not accepted all of them. */
  readonly agreedCidrs?: readonly Cidr[];
  /** Set once the owner of the other side has rejected the networks beyond these. */
  readonly widening?: 'rejected';
  /** The networks that the peering leaves out of routes and rules. */
  readonly withoutCidrs?: readonly Cidr[];
  /** Set while its owner has disabled the peering. */
  readonly disabled?: true;
  readonly options?: object;
}

/** The provider's id and words. Providers add fields of their own. */
interface ProviderView {
  readonly id: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly at: Instant | null;
}

/** A peering as JSON. */
export interface PeeringView {
  readonly name: Name;
  /** The name that it has at its provider, if it was renamed since. */
  readonly nameAtProvider: Name | null;
  readonly via: Via;
  readonly status: PeeringStatus;
  readonly requester: SideView;
  readonly accepter: SideView;
  readonly createdAt: Instant;
  readonly createdBy: Owner;
  readonly expiresAt: Instant | null;
  readonly provider: ProviderView | null;
}

function sideView(peering: Peering, side: Side): SideView {
  const { end, owner, tunnelAddresses, agreedCidrs, widening, withoutCidrs, isDisabled } = side;
  return {
    ...(end.kind === 'gateway' ? { gateway: end.name } : { gateway: null, vpc: end.name }),
    owner,
    tunnelAddresses,
    ...(agreedCidrs ? { agreedCidrs } : {}),
    ...(widening ? { widening } : {}),
    ...(withoutCidrs ? { withoutCidrs } : {}),
    ...(isDisabled ? { disabled: true as const } : {}),
    ...specs.of(peering.via).viewSide(peering, side),
  };
}

/** A peering as JSON. The provider's own code and message are kept beside the status. */
export const peeringView = (peering: Peering): PeeringView => ({
  name: peering.name,
  nameAtProvider: peering.nameAtProvider ?? null,
  via: peering.via,
  status: statusOf(peering),
  requester: sideView(peering, peering.requester),
  accepter: sideView(peering, peering.accepter),
  createdAt: peering.createdAt,
  createdBy: peering.createdBy,
  expiresAt: expiryOf(peering) ?? null,
  provider: peering.requester.end.kind === 'gateway' ? null : providerView(peering),
});

const providerView = (peering: Peering): ProviderView => ({
  id: peering.observed?.id ?? null,
  code: peering.observed?.said?.code ?? null,
  message: peering.observed?.said?.message ?? null,
  at: peering.observed?.said?.at ?? null,
  ...specs.of(peering.via).viewPair(peering),
});

/** The gateway or VPC of a side. */
export const endText = ({ gateway, vpc }: SideView): string => gateway ?? vpc ?? '-';

/** The status, the provider's word for it if that differs, and when a request expires. */
export function statusText({ status, expiresAt, provider, requester, accepter }: PeeringView): string {
  const code = provider?.code;
  const word = code && code.toLowerCase() !== status ? `${status} (${code})` : status;
  const widened = [
    { ...requester, by: accepter.owner },
    { ...accepter, by: requester.owner },
  ].filter(({ agreedCidrs }) => agreedCidrs);
  const namesOf = (answer: SideView['widening']): string =>
    widened.flatMap(({ widening, by }) => (widening === answer ? [by] : [])).join(' and ');
  const [askedOf, rejectedBy] = [namesOf(undefined), namesOf('rejected')];
  const said = [
    word,
    ...(askedOf ? [`new networks for ${askedOf} to accept`] : []),
    ...(rejectedBy ? [`new networks rejected by ${rejectedBy}`] : []),
  ].join(', ');
  return expiresAt ? `${said}, expires ${expiresAt.slice(0, 16)}Z` : said;
}

const both = (view: PeeringView, of: (side: SideView) => string): string => {
  const [ours, theirs] = [of(view.requester), of(view.accepter)];
  return ours === theirs ? ours : `${ours} / ${theirs}`;
};

const PEERING_COLUMNS: readonly Column<PeeringView>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'REQUESTER', cell: (row) => endText(row.requester) },
  { header: 'ACCEPTER', cell: (row) => endText(row.accepter) },
  { header: 'VIA', cell: (row) => row.via, values: specs.all.map(({ via }) => via), rank: 3 },
  {
    header: 'STATUS',
    cell: statusText,
    value: (row) => row.status,
    values: PEERING_STATUSES,
    isStatus: true,
    folds: true,
  },
  {
    header: 'OWNER',
    cell: (row) => both(row, (side) => side.owner),
    members: ({ requester, accepter }) => [requester.owner, accepter.owner],
    rank: 2,
  },
];

type ListedSide = SideView & { readonly cidrs: readonly Cidr[] };

/** A peering with the networks of its sides. */
export interface ListedPeering extends PeeringView {
  readonly requester: ListedSide;
  readonly accepter: ListedSide;
}

export function listedPeering(state: State, peering: Peering): ListedPeering {
  const view = peeringView(peering);
  return {
    ...view,
    requester: { ...view.requester, cidrs: cidrsOfSide(state, peering.requester) },
    accepter: { ...view.accepter, cidrs: cidrsOfSide(state, peering.accepter) },
  };
}

/** A listed peering with the age of its preshared key in days; null if it has none. */
export interface AgedPeering extends ListedPeering {
  readonly keyAge: number | null;
}

const cidrsColumn = (side: 'requester' | 'accepter'): Column<ListedPeering> => ({
  header: `${side.toUpperCase()} CIDRS`,
  cell: (row) => row[side].cidrs.join(', ') || '-',
  members: (row) => row[side].cidrs,
  folds: true,
  rank: 1,
});

/** The networks stand last, so that the other columns keep their places for scripts. */
export const PEERING_LIST_COLUMNS: readonly Column<AgedPeering>[] = [
  ...PEERING_COLUMNS,
  cidrsColumn('requester'),
  cidrsColumn('accepter'),
  KEY_AGE_COLUMN,
];

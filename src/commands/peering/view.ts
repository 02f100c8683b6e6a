import type { Ip } from '../../model/address/cidr.ts';
import type { CloudPeering, GcpOptions, StackType } from '../../model/cloud-peering.ts';
import type { Instant } from '../../model/instant.ts';
import type { Peering, PeeringStatus, Side, Via } from '../../model/state.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { Column } from '../../output/outcome.ts';

/** One end: a gateway, or where a cloud carries the peering a VPC. */
interface SideView {
  readonly gateway: Name | null;
  readonly vpc?: Name;
  readonly owner: Owner;
  readonly tunnelAddresses: readonly Ip[];
  /** Of AWS. */
  readonly dns?: boolean;
  /** Of GCP. */
  readonly confirmed?: boolean;
  readonly options?: GcpOptions;
}

/** What a cloud has given and said. */
interface ProviderView {
  readonly id: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly at: Instant | null;
  readonly stackType?: StackType;
}

export interface PeeringView {
  readonly name: Name;
  readonly via: Via;
  readonly status: PeeringStatus;
  readonly requester: SideView;
  readonly accepter: SideView;
  readonly createdAt: Instant;
  readonly createdBy: Owner;
  readonly expiresAt: Instant | null;
  readonly provider: ProviderView | null;
}

const gatewaySide = ({ gateway, owner, tunnelAddresses }: Side): SideView => ({
  gateway,
  owner,
  tunnelAddresses,
});

const cloudSide = ({ vpc, owner, ...rest }: CloudPeering['requester' | 'accepter']): SideView => ({
  gateway: null,
  vpc,
  owner,
  tunnelAddresses: [],
  ...rest,
});

/** A peering as JSON, whatever carries it. The provider's own code and message stand beside our status. */
export const peeringView = (peering: Peering | CloudPeering): PeeringView => ({
  name: peering.name,
  via: peering.via,
  status: peering.status,
  ...(peering.via === 'wireguard'
    ? { requester: gatewaySide(peering.requester), accepter: gatewaySide(peering.accepter) }
    : { requester: cloudSide(peering.requester), accepter: cloudSide(peering.accepter) }),
  createdAt: peering.createdAt,
  createdBy: peering.createdBy,
  expiresAt: peering.expiresAt ?? null,
  provider: peering.via === 'wireguard' ? null : providerView(peering),
});

const providerView = (peering: CloudPeering): ProviderView => ({
  id: peering.via === 'aws' ? (peering.id ?? null) : null,
  code: peering.reported?.code ?? null,
  message: peering.reported?.message ?? null,
  at: peering.reported?.at ?? null,
  ...(peering.via === 'gcp' ? { stackType: peering.stackType } : {}),
});

/** The gateway or VPC of a side. */
export const endOf = ({ gateway, vpc }: SideView): string => gateway ?? vpc ?? '-';

/** Status with what the provider calls it, where that is another word, and the moment that a request runs out. */
export function statusText({ status, expiresAt, provider }: PeeringView): string {
  const code = provider?.code;
  const said = code && code.toLowerCase() !== status ? `${status} (${code})` : status;
  return expiresAt ? `${said}, expires ${expiresAt.slice(0, 16)}Z` : said;
}

const both = (view: PeeringView, of: (side: SideView) => string): string => {
  const [ours, theirs] = [of(view.requester), of(view.accepter)];
  return ours === theirs ? ours : `${ours} / ${theirs}`;
};

export const PEERING_COLUMNS: readonly Column<PeeringView>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'REQUESTER', cell: (row) => endOf(row.requester) },
  { header: 'ACCEPTER', cell: (row) => endOf(row.accepter) },
  { header: 'VIA', cell: (row) => row.via, rank: 2 },
  { header: 'STATUS', cell: statusText, value: (row) => row.status, isStatus: true, folds: true },
  { header: 'OWNER', cell: (row) => both(row, (side) => side.owner), rank: 1 },
];

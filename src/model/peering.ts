/** One type for peerings of every transport. */
import type { Cidr, Ip } from './address/cidr.ts';
import type { Instant } from './instant.ts';
import type { NamedAtProvider } from './name-at-provider.ts';
import type { Secret } from './secret.ts';
import type { Name, Owner } from './values.ts';

/** The transport of a peering: the name of a provider in the registry, as `--via` takes it. */
export type Via = string;

export const END_KINDS = ['gateway', 'vpc'] as const;
export type EndKind = (typeof END_KINDS)[number];

/** The object that a peering connects on one side. */
export interface End {
  readonly kind: EndKind;
  readonly name: Name;
}

/** Options of one side, by the keys of the provider's option table. */
export type Options = Readonly<Record<string, boolean | string>>;

/** One end of a peering with everything that is recorded about it. */
export interface Side {
  readonly end: End;
  readonly owner: Owner;
  readonly options: Options;
  /**
   * One from each tunnel subnet of the gateway; none for a VPC, for an imported peering, which uses the addresses of the
   * gateways, and once the peering has ended.
   */
  readonly tunnelAddresses: readonly Ip[];
  /** The networks of this side that the other side's owner has agreed to route; absent while that is all of them. */
  readonly agreedCidrs?: readonly Cidr[];
  /** Set once the other side's owner has rejected the networks beyond `agreedCidrs`; absent while they wait. */
  readonly widening?: 'rejected';
  /** The networks of this side that the peering leaves out: the other side neither routes nor admits them. */
  readonly withoutCidrs?: readonly Cidr[];
  /** Set while the owner of this side has disabled the peering. */
  readonly isDisabled?: true;
}

/** Traffic that a peering allows. */
export type Policy = { readonly kind: 'any' };

/** State of the agreement between the two owners. */
export type Agreement =
  | { readonly kind: 'requested'; readonly expiresAt?: Instant }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'expired' };

export const PEERING_STATUSES = [
  'pending-acceptance',
  'planned',
  'provisioning',
  'active',
  'disabled',
  'inactive',
  'rejected',
  'expired',
  'failed',
  'deleting',
] as const;
export type PeeringStatus = (typeof PEERING_STATUSES)[number];

/** Last observation of a peering at its provider. */
export interface Observation {
  /** peerway's word for it; absent while nothing contradicts the agreement. */
  readonly status?: PeeringStatus;
  /** The provider's id of the peering, where peerings have one. */
  readonly id?: string;
  /** Ids of earlier connections of the two ends, through which routes may be left behind. */
  readonly earlierIds?: readonly string[];
  /** The provider's own words, and when it said them. */
  readonly said?: ProviderWords;
}

/** A provider's own code and message. */
export interface ProviderWords {
  /** Such as `pending-acceptance` or `INACTIVE`; each provider has its own. */
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
}

/** A connection of two gateways, or of two VPCs of one cloud. */
export interface Peering extends NamedAtProvider {
  readonly via: Via;
  readonly requester: Side;
  readonly accepter: Side;
  readonly policy: Policy;
  readonly agreement: Agreement;
  readonly observed?: Observation;
  /** WireGuard: the pair's key; removed once the peering has ended. */
  readonly presharedKey?: Secret;
  /** Set if the peering was imported without a preshared key. */
  readonly withoutPresharedKey?: true;
  /** Set while the peering has the key that it was imported with, of which the age is not known. */
  readonly hasImportedKey?: true;
  /** Absent while the pair has its first key. */
  readonly keyCreatedAt?: Instant;
  readonly createdAt: Instant;
  readonly createdBy: Owner;
  /** Login of the operator, where the system knew it. */
  readonly createdLogin?: Owner;
}

/**
 * The status of a peering, derived from the agreement and the last observation. The configuration of gateways follows
 * from the agreement alone; a cloud has nothing until commands are run there.
 */
export function statusOf({ agreement, observed, requester, accepter }: Peering): PeeringStatus {
  if (agreement.kind === 'rejected' || agreement.kind === 'expired') return agreement.kind;
  const isGateway = requester.end.kind === 'gateway';
  // A cloud calls its half inactive until the other one exists.
  const waits = !observed?.status || (observed.status === 'inactive' && !isGateway);
  if (agreement.kind === 'requested' && waits) return 'pending-acceptance';
  if (requester.isDisabled || accepter.isDisabled) return 'disabled';
  return observed?.status ?? (isGateway ? 'active' : 'planned');
}

/** True while a peering holds its addresses and networks; ended peerings are kept as a record only. */
export function isAlive(peering: Peering): boolean {
  const status = statusOf(peering);
  return status !== 'rejected' && status !== 'expired' && status !== 'failed';
}

/** True while the accepter has not answered the request. */
export const isPending = (peering: Peering): boolean =>
  peering.agreement.kind === 'requested' && statusOf(peering) === 'pending-acceptance';

/** When the request expires; undefined once it has been answered. */
export const expiryOf = ({ agreement }: Peering): Instant | undefined =>
  agreement.kind === 'requested' ? agreement.expiresAt : undefined;

/** True for peerings whose configuration is rendered. */
export const isRendered = (peering: Peering): boolean => statusOf(peering) === 'active';

/** The names of the two ends, the requester's first. */
export const endsOf = ({ requester, accepter }: Peering): [Name, Name] => [
  requester.end.name,
  accepter.end.name,
];

/** The two sides as seen from one of the ends. */
export const sidesFrom = (
  { requester, accepter }: Peering,
  end: Name,
): { readonly local: Side; readonly remote: Side } =>
  requester.end.name === end
    ? { local: requester, remote: accepter }
    : { local: accepter, remote: requester };

/** The name of the end opposite the given one. */
export const otherEnd = (peering: Peering, end: Name): Name => sidesFrom(peering, end).remote.end.name;

/** The ids of all connections that the peering has had, the present one first. */
export const connectionIds = ({ observed }: Pick<Peering, 'observed'>): string[] => [
  ...(observed?.id === undefined ? [] : [observed.id]),
  ...(observed?.earlierIds ?? []),
];

/** The observation with the id of the connection that exists now, or with none; another id becomes an earlier one. */
export function withConnectionId(
  { status, said }: Observation,
  id: string | undefined,
  known: readonly string[],
): Observation {
  const earlierIds = known.filter((one) => one !== id);
  return {
    ...(status === undefined ? {} : { status }),
    ...(id === undefined ? {} : { id }),
    ...(earlierIds.length === 0 ? {} : { earlierIds }),
    ...(said === undefined ? {} : { said }),
  };
}

/** The peering with its sides exchanged: the accepter has made the request. */
export const turned = (peering: Peering): Peering => ({
  ...peering,
  requester: peering.accepter,
  accepter: peering.requester,
});

/** The peering with an observation; without one if it says nothing. */
export function withObservation(peering: Peering, observed: Observation): Peering {
  if (Object.keys(observed).length > 0) return { ...peering, observed };
  const { observed: _, ...rest } = peering;
  return rest;
}

/** The peering as it is once both owners have agreed. */
export function withAgreement(peering: Peering): Peering {
  const { status: _, ...observed } = peering.observed ?? {};
  return withObservation({ ...peering, agreement: { kind: 'accepted' } }, observed);
}

/** The peering after its end: a record without addresses and without a key. */
export function withEnd(peering: Peering, kind: 'rejected' | 'expired'): Peering {
  const { presharedKey: _, hasImportedKey: __, requester, accepter, ...kept } = peering;
  return {
    ...kept,
    agreement: { kind },
    requester: { ...requester, tunnelAddresses: [] },
    accepter: { ...accepter, tunnelAddresses: [] },
  };
}

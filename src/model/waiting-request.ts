/** Requests for peerings that wait at a provider. */
import type { Cidr } from './address/cidr.ts';
import type { Instant } from './instant.ts';
import type { ProviderIds } from './state.ts';

/** One end of a request as the provider describes it. */
export interface RequestEnd {
  readonly provider: ProviderIds;
  /** Empty if the provider does not show them. */
  readonly cidrs: readonly Cidr[];
}

/** A request that its accepter has not answered, or a half without the other one. */
export interface WaitingRequest {
  /** The provider's id of it, as `peering accept` takes it. */
  readonly id: string;
  /** The name that it has at the provider, where the other side needs it for its own half. */
  readonly name?: string;
  readonly requester: RequestEnd;
  readonly accepter: RequestEnd;
  /** The provider's own word for its state, and its text. */
  readonly code: string;
  readonly message: string;
  readonly expiresAt?: Instant;
}

/** One side of a peering as GCP describes it. */
import type { Options } from '../../model/peering.ts';

export interface ObservedHalf {
  /** `ACTIVE` or `INACTIVE`. */
  readonly state: string;
  readonly details: string;
  /** `<project>/<network>`. */
  readonly peer: string;
  readonly options: Options;
}

/** Why a firewall rule does not allow everything that it names. A `denies` rule cannot be fixed by an update. */
export type RuleFlaw = 'is disabled' | 'allows only some protocols' | 'denies traffic';

export interface ObservedRule {
  readonly rule: string;
  readonly sources: readonly string[];
  readonly flaw?: RuleFlaw;
}

/** A peering that peerway did not create, with the name or the peer of the plan: GCP accepts no second one. */
export interface Obstacle {
  readonly name: string;
  /** `<project>/<network>`. */
  readonly peer: string;
}

/** A configuration of flow logs for the network. */
export interface ObservedFlowLogs {
  readonly config: string;
  readonly isEnabled: boolean;
  /** True if it logs only a part of the traffic. */
  readonly isFiltered: boolean;
}

export interface GcpObserved {
  readonly half?: ObservedHalf;
  readonly obstacle?: Obstacle;
  /** The firewall rules of the network that bear the names of peerway's rules. */
  readonly rules: readonly ObservedRule[];
  /** Read only if the peering has had flow logs on this side. */
  readonly flowLogs?: readonly ObservedFlowLogs[];
}

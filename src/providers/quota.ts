import { endsOf, isAlive, type Peering } from '../model/peering.ts';
import { peeringsOfVpc } from '../model/queries.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';

/** Peerings that a provider allows for one VPC. */
interface Quota {
  readonly label: string;
  readonly usual: number;
  /** The highest value that the provider raises it to. */
  readonly most?: number;
}

/** Something about a side that the plan does not know, and that may stop the peering or its traffic. */
export interface Advice {
  readonly side: Name;
  /** `not-known`: the plan lacks an id; `quota`: the provider may refuse more. */
  readonly code: 'not-known' | 'quota';
  readonly what: string;
  /** The command that changes it. */
  readonly fix?: string;
}

/** As a line of warnings. */
export const adviceText = ({ what, fix }: Advice): string =>
  fix === undefined ? what : `${what}; run \`${fix}\``;

/** Advice on each side with more peerings than the provider usually allows. The quota may have been raised. */
export function crowdedVpcs(state: State, peering: Peering, { label, usual, most }: Quota): Advice[] {
  return endsOf(peering).flatMap((side) => {
    const count = peeringsOfVpc(state, side).filter(isAlive).length;
    if (count <= usual) return [];
    const limit = most ? `, and ${most} at most` : '';
    const what = `VPC ${side} has ${count} peerings; ${label} allows ${usual} unless the quota was raised${limit}`;
    return [{ side, code: 'quota', what }];
  });
}

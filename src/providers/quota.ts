import { endsOf, isAlive, type Peering } from '../model/peering.ts';
import { peeringsOfVpc } from '../model/queries.ts';
import type { State } from '../model/state.ts';

/** Peerings that a provider allows for one VPC. */
interface Quota {
  readonly label: string;
  readonly usual: number;
  /** The highest value that the provider raises it to. */
  readonly most?: number;
}

/** A warning for each side with more peerings than the provider usually allows. The quota may have been raised. */
export function crowdedVpcs(state: State, peering: Peering, { label, usual, most }: Quota): string[] {
  return endsOf(peering).flatMap((vpc) => {
    const count = peeringsOfVpc(state, vpc).filter(isAlive).length;
    if (count <= usual) return [];
    const limit = most ? `, and ${most} at most` : '';
    return [`VPC ${vpc} has ${count} peerings; ${label} allows ${usual} unless the quota was raised${limit}`];
  });
}

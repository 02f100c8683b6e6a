import { familyOf } from '../address/cidr.ts';
import type { Peering } from '../peering.ts';
import { gatewayNamed, vpcOf } from '../queries.ts';
import type { State } from '../state.ts';
import { hasFamily } from './gateway.ts';

/** Warns of networks that the other side cannot use because it has no network of their family. */
export function outOfReach(state: State, { requester, accepter }: Peering): string[] {
  const [one, other] = [requester, accepter].map((side) => gatewayNamed(state, side.end.name));
  if (!one || !other) return [];
  return [[one, other] as const, [other, one] as const].flatMap(([local, remote]) =>
    vpcOf(state, remote)
      .cidrs.filter((cidr) => !hasFamily(state, local, familyOf(cidr)))
      .map(
        (cidr) =>
          `${local.name} cannot reach ${cidr} of VPC ${remote.vpc}, because it has no IPv${familyOf(cidr)}`,
      ),
  );
}

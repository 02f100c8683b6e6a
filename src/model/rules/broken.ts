import type { Problem } from '../../errors.ts';
import type { CloudPeering } from '../cloud-peering.ts';
import type { Peering, State } from '../state.ts';
import type { Name } from '../values.ts';
import { cloudAddressProblems } from './cloud.ts';
import { addressProblems } from './peering.ts';

/** The problems that existing peerings have in a state, each said once and with the peerings it breaks. */
export const brokenBy = (state: State, peerings: readonly Peering[]): Problem[] =>
  eachOnce(peerings, (peering) => {
    const [requester, accepter] = [peering.requester, peering.accepter].map((side) =>
      state.gateways.get(side.gateway),
    );
    if (!requester || !accepter) return [];
    return addressProblems({ state, requester, accepter, existing: peering.name });
  });

/** The same of peerings that clouds carry. */
export const cloudBrokenBy = (state: State, peerings: readonly CloudPeering[]): Problem[] =>
  eachOnce(peerings, (peering) => {
    const [requester, accepter] = [peering.requester, peering.accepter].map((side) =>
      state.vpcs.get(side.vpc),
    );
    if (!requester || !accepter) return [];
    return cloudAddressProblems({ state, cloud: peering.via, requester, accepter, existing: peering.name });
  });

function eachOnce<Kind extends { readonly name: Name }>(
  peerings: readonly Kind[],
  problemsOf: (peering: Kind) => readonly Problem[],
): Problem[] {
  const found = new Map<string, Problem>();
  for (const peering of peerings) {
    for (const problem of problemsOf(peering)) {
      const key = [problem.message, ...problem.details].join('\n');
      const known = found.get(key) ?? problem;
      found.set(key, { ...known, details: [...known.details, `breaks peering ${peering.name}`] });
    }
  }
  return [...found.values()];
}

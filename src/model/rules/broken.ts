import type { Problem } from '../../errors.ts';
import type { Peering, State } from '../state.ts';
import { addressProblems } from './peering.ts';

/** The problems that existing peerings have in a state, each said once and with the peerings it breaks. */
export function brokenBy(state: State, peerings: readonly Peering[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const peering of peerings) {
    const [requester, accepter] = [peering.requester, peering.accepter].map((side) =>
      state.gateways.get(side.gateway),
    );
    if (!requester || !accepter) continue;
    for (const problem of addressProblems({ state, requester, accepter, existing: peering.name })) {
      const key = [problem.message, ...problem.details].join('\n');
      const known = found.get(key) ?? problem;
      found.set(key, { ...known, details: [...known.details, `breaks peering ${peering.name}`] });
    }
  }
  return [...found.values()];
}

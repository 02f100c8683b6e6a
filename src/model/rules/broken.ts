import type { Peering } from '../peering.ts';
import type { ProviderSpecs } from '../provider.ts';
import type { State } from '../state.ts';
import { addressProblems } from './peering.ts';
import type { RuleProblem } from './rule.ts';

/**
 * The address problems of existing peerings in a state, each once and with the peerings that it breaks. Hints change the
 * networks that the state before does not have yet.
 */
export function brokenPeerings(
  specs: ProviderSpecs,
  state: State,
  peerings: readonly Peering[],
  before?: State,
): RuleProblem[] {
  const found = new Map<string, RuleProblem>();
  for (const peering of peerings) {
    if (!hasBothEnds(state, peering)) continue;
    for (const problem of addressProblems(specs, state, peering, before)) {
      const key = [problem.message, ...problem.details].join('\n');
      const known = found.get(key) ?? problem;
      const { code, message, hint, reason } = known;
      const details = [...known.details, `breaks peering ${peering.name}`];
      found.set(key, { code, message, hint, reason, details });
    }
  }
  return [...found.values()];
}

const hasBothEnds = ({ gateways, vpcs }: State, { requester, accepter }: Peering): boolean =>
  [requester.end, accepter.end].every(({ kind, name }) => (kind === 'gateway' ? gateways : vpcs).has(name));

/** Checks a proposed or existing peering against the rules of its provider. */
import type { Peering } from '../peering.ts';
import type { ProviderSpec, ProviderSpecs } from '../provider.ts';
import { gatewayNamed, vpcNamed } from '../queries.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';
import type { OptionProposal } from './proposal.ts';
import { type Dependence, problemsOf, type Rule, type RuleProblem } from './rule.ts';

/** Two ends to peer through a provider. */
export interface PeeringProposal {
  readonly state: State;
  readonly spec: ProviderSpec;
  readonly requester: string;
  readonly accepter: string;
  /** Name of the peering when an existing one is checked again. */
  readonly existing?: Name;
  /** The state before a change of addresses, when that is why an existing one is checked again. */
  readonly before?: State | undefined;
}

/** Problems of the proposal, of the rules with one of these dependences. Exit 4 when an end does not exist. */
function problemsWith(
  specs: ProviderSpecs,
  { state, spec, requester, accepter, existing, before }: PeeringProposal,
  dependences: readonly Dependence[],
): RuleProblem[] {
  const base = { state, ...(existing ? { existing } : {}), ...(before ? { before } : {}) };
  const among = <Subject>(rules: readonly Rule<Subject>[]) =>
    rules.filter(({ dependsOn = 'other' }) => dependences.includes(dependsOn));
  if (spec.ends === 'gateway') {
    const ends = { requester: gatewayNamed(state, requester), accepter: gatewayNamed(state, accepter) };
    return problemsOf(among(spec.rules), { ...base, ...ends });
  }
  const ends = { requester: vpcNamed(state, requester), accepter: vpcNamed(state, accepter) };
  return problemsOf(among(spec.rules), { ...base, ...ends, labelOf: specs.labelOf });
}

/** Everything that prevents a new peering. */
export const creationProblems = (specs: ProviderSpecs, proposal: PeeringProposal): RuleProblem[] =>
  problemsWith(specs, proposal, ['other', 'addresses', 'ends', 'capacity']);

/** Problems of the options of both sides. The proposal is computed only for providers that have rules for options. */
export const optionProblems = (
  state: State,
  { optionRules }: ProviderSpec,
  proposal: () => Omit<OptionProposal, 'state'>,
): RuleProblem[] => (optionRules ? problemsOf(optionRules, { state, ...proposal() }) : []);

/** An existing peering as a proposal, to check it again. */
const proposalOf = (specs: ProviderSpecs, state: State, peering: Peering): PeeringProposal => ({
  state,
  spec: specs.of(peering.via),
  requester: peering.requester.end.name,
  accepter: peering.accepter.end.name,
  existing: peering.name,
});

/** Everything that prevents accepting a request, whose addresses are reserved already. */
export const acceptanceProblems = (specs: ProviderSpecs, state: State, peering: Peering): RuleProblem[] =>
  problemsWith(specs, proposalOf(specs, state, peering), ['other', 'addresses', 'ends']);

/** Problems of an existing peering that a change of addresses can cause; `before` is the state before that change. */
export const addressProblems = (
  specs: ProviderSpecs,
  state: State,
  peering: Peering,
  before?: State,
): RuleProblem[] =>
  problemsWith(specs, { ...proposalOf(specs, state, peering), before }, ['addresses', 'ends']);

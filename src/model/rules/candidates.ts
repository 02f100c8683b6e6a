/** Whom a gateway can be peered with. */
import type { Problem } from '../../errors.ts';
import { byName } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { creationProblems } from './peering.ts';

/** Another gateway, and everything that speaks against peering with it: nothing when the two can be peered. */
export interface Candidate {
  readonly gateway: Gateway;
  readonly problems: readonly Problem[];
}

/** All other gateways in order of their names, judged by the same rules as the peering itself. */
export const candidatesFor = (state: State, requester: Gateway): Candidate[] =>
  byName(state.gateways.values())
    .filter(({ name }) => name !== requester.name)
    .map((gateway) => ({ gateway, problems: creationProblems({ state, requester, accepter: gateway }) }));

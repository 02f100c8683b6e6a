/** The commands that make a cloud's peering, and those that take it away. */
import type { CloudPeering } from '../model/cloud-peering.ts';
import type { State } from '../model/state.ts';
import { awsMaking, awsUnmaking } from './aws/steps.ts';
import { effectsOf, whenAgreed } from './effects.ts';
import { gcpMaking, gcpUnmaking } from './gcp/steps.ts';
import type { Access, Step } from './step.ts';

/** In the order in which they have to be done across both sides: one for each of `effectsOf`. */
export const makingSteps = (state: State, peering: CloudPeering, access: Access = {}): Step[] =>
  effectsOf(state, peering, access).map((wanted) =>
    peering.via === 'aws'
      ? awsMaking(state, peering, wanted, access)
      : gcpMaking(state, peering, wanted, access),
  );

/** All that could be there, in reverse: routes and rules, then the connection, so that no route is left without it. */
export const unmakingSteps = (state: State, peering: CloudPeering, access: Access = {}): Step[] =>
  effectsOf(state, whenAgreed(peering), access)
    .reverse()
    .map((gone) =>
      peering.via === 'aws'
        ? awsUnmaking(state, peering, gone, access)
        : gcpUnmaking(state, peering, gone, access),
    )
    .filter((step) => step !== undefined);

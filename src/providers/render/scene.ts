/** What a peering that a cloud carries is rendered from: its steps, of both sides or of one. */

import type { CloudPeering } from '../../model/cloud-peering.ts';
import { isAlive } from '../../model/queries.ts';
import { CLOUD_NAMES } from '../../model/rules/provider-ids.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { whenAgreed } from '../effects.ts';
import type { Access, Step } from '../step.ts';
import { makingSteps, unmakingSteps } from '../steps.ts';

/** What is to be rendered. */
export interface CloudScene {
  readonly state: State;
  readonly peering: CloudPeering;
  readonly access: Access;
  /** One side only. */
  readonly side?: Name;
  /** What takes it away again, in place of what makes it. */
  readonly undo: boolean;
}

/** As it is to be once both sides have agreed: what each of them is asked to do. */
export function stepsOf({ state, peering, access, side, undo }: CloudScene): Step[] {
  const steps = undo
    ? unmakingSteps(state, peering, access)
    : makingSteps(state, whenAgreed(peering), access);
  return steps.filter(
    (step) => (side === undefined || step.side === side) && !(step.learns && isAsked(peering)),
  );
}

/** Whether the request is there: asked for once more, its id and that in the other commands might be two. */
const isAsked = (peering: CloudPeering): boolean =>
  peering.via === 'aws' && peering.id !== undefined && isAlive(peering);

/** First line of every render. */
export function banner({ peering, side, undo }: CloudScene): string {
  const whose = side === undefined ? '' : `, the side of ${side}`;
  const what = `Peering ${peering.name} via ${CLOUD_NAMES[peering.via]}${whose}`;
  return `${what}${undo ? ', taken away' : ''}. Rendered by peerway: change the plan and render again, not this file.`;
}
